"""Releases of real code to a service that really serves it, and every way in which they end."""

import hashlib
import json
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import commands
from tests.databases import database
from tests.delivery.operators import ECR, NAMES, PRODUCTION, Operator, create_service
from tests.services.postgres import PostgresServer
from tests.site_fixtures import Seed
from tests.standins.account import Account
from tests.standins.cdn import Cdn
from tests.standins.ecs import Image

pytestmark = pytest.mark.timeout(300)
BUCKET = "itg-static-assets"
FIRST, SECOND, THIRD, FOURTH, FIFTH = (str(number) * 40 for number in range(1, 6))
MIGRATION = """
from django.db import migrations


def fail(apps, schema_editor):
    raise RuntimeError("this migration fails")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_kept_mail")]
    operations = [migrations.RunPython(fail)]
"""


def manifest(version: str) -> str:
    kind = "application/vnd.docker.distribution.manifest.v2+json"
    layers = {"config": {"digest": version, "size": 1}, "layers": [{"digest": version, "size": 1}]}
    return json.dumps({"schemaVersion": 2, "mediaType": kind, **layers})


def digest(version: str) -> str:
    """As the stand-in of ECR makes it: of the layers."""
    return f"sha256:{hashlib.sha256(version.encode()).hexdigest()}"


def image(version: str) -> str:
    return f"{ECR}/itg-backend@{digest(version)}"


def copied(folder: Path) -> Path:
    ignored = shutil.ignore_patterns("delivery", "__pycache__", "media", "*.lock")
    return Path(shutil.copytree(commands.BACKEND, folder, ignore=ignored))


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Image]:
    """Two that are good; one whose migration fails, one that dies, one that is another version."""
    folder = tmp_path_factory.mktemp("images")
    unmigratable, dying = copied(folder / "unmigratable"), copied(folder / "dying")
    (unmigratable / "core/migrations/0003_fails.py").write_text(MIGRATION)
    (dying / "core/wsgi.py").write_text("raise SystemExit('this code dies')\n")
    code = commands.BACKEND
    return {
        digest(FIRST): Image(code, FIRST),
        digest(SECOND): Image(code, SECOND),
        digest(THIRD): Image(unmigratable, THIRD),
        digest(FOURTH): Image(dying, FOURTH),
        digest(FIFTH): Image(code, "f" * 40),
    }


@pytest.fixture(scope="module")
def operator(
    postgres_server: PostgresServer,
    seed: Seed,
    images: dict[str, Image],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Operator]:
    """Production as its first release finds it: a service with nothing that runs in it yet."""
    with (
        Account(images) as account,
        Cdn(account, BUCKET, tmp_path_factory.mktemp("cdn")) as cdn,
        database(postgres_server, template=seed.database) as login,
    ):
        variables = {
            **commands.PRODUCTION,
            **login.environment,
            **NAMES,
            "DJANGO_ALLOWED_HOSTS": "127.0.0.1",
            "API_BASE_URL": account.balancer,
            "AWS_S3_CUSTOM_DOMAIN": cdn.domain,
            "SSL_CERT_FILE": str(cdn.certificate),
        }
        operator = Operator(account, variables)
        for bucket in (BUCKET, "itg-releases"):
            account.make_bucket(bucket)
        operator.client("logs").create_log_group(logGroupName=PRODUCTION.log_group)
        create_service(operator, variables, digest(FIRST))
        ecr = operator.client("ecr")
        ecr.create_repository(repositoryName=PRODUCTION.repository)
        for version in (FIRST, SECOND, THIRD, FOURTH, FIFTH):
            pushed = ecr.put_image(
                repositoryName=PRODUCTION.repository,
                imageManifest=manifest(version),
                imageTag=version,
            )
            assert pushed["image"]["imageId"]["imageDigest"] == digest(version)
        yield operator


Deploy = Callable[[str], "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def deploy(operator: Operator) -> Deploy:
    """``deploy(version)``, after the first version was put into service."""

    def run(version: str) -> "subprocess.CompletedProcess[str]":
        return operator.run("release", "deploy", "--image", image(version), "--smoke-within", "15")

    ended = run(FIRST)
    assert ended.returncode == 0, ended.stderr
    return run


def serving(operator: Operator) -> str:
    """The version that visitors are served."""
    with urllib.request.urlopen(f"{operator.account.balancer}/health/", timeout=60) as answer:  # noqa: S310
        return str(json.loads(answer.read())["version"])


def revisions(operator: Operator) -> list[str]:
    listed = operator.client("ecs").list_task_definitions(familyPrefix=PRODUCTION.family)
    return list(listed["taskDefinitionArns"])


def releases(operator: Operator) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(operator.run("release", "list", "--json").stdout)
    return found


def test_a_release_serves_is_on_record_and_can_be_taken_back(
    operator: Operator, deploy: Deploy
) -> None:
    assert serving(operator) == FIRST
    ended = deploy(SECOND)
    assert ended.returncode == 0, ended.stderr
    assert serving(operator) == SECOND
    said = [line.partition(":")[0] for line in ended.stderr.splitlines() if ": done" in line]
    assert said == ["Configuration", "Secrets", "Bootstrap", "Service", "Smoke"]
    assert "[2/4] Migrations: nothing pending" in ended.stderr

    newest = releases(operator)[0]
    assert (newest["version"], newest["state"], newest["image"]) == (
        *(SECOND, "served"),
        image(SECOND),
    )
    assert len(newest["smoke"]) == 5
    static = next(line for line in newest["bootstrap"] if line.startswith("[4/4] Static files"))
    assert re.search(r"\d+ uploaded, manifest \w{12}", static)

    back = operator.run("release", "rollback", "--to", FIRST[:7])
    assert back.returncode == 0, back.stderr
    assert serving(operator) == FIRST
    states = {one["version"]: one["state"] for one in reversed(releases(operator))}
    assert (states[FIRST], states[SECOND]) == ("served", "rolled back")
    rows = operator.run("release", "list").stdout.splitlines()
    assert any(FIRST[:12] in row and " serving " in row for row in rows)
    assert any(SECOND[:12] in row and " rolled back " in row for row in rows)


def test_its_halves_stand_around_whatever_updates_the_service(
    operator: Operator, deploy: Deploy, tmp_path: Path
) -> None:
    output = tmp_path / "task-definition.json"
    words = ["--image", image(SECOND)]
    ended = operator.run("release", "prepare", *words, "--output", str(output))
    assert ended.returncode == 0, ended.stderr
    assert serving(operator) == FIRST
    ecs = operator.client("ecs")
    registered = ecs.register_task_definition(**json.loads(output.read_text()))["taskDefinition"]
    arn = registered["taskDefinitionArn"]
    where = {"cluster": PRODUCTION.cluster, "service": PRODUCTION.service}
    ecs.update_service(**where, taskDefinition=arn)
    ended = operator.run("release", "verify", *words, "--task-definition", arn)
    assert ended.returncode == 0, ended.stderr
    assert serving(operator) == SECOND
    assert releases(operator)[0]["task_definition"] == arn
    assert deploy(FIRST).returncode == 0


def test_what_is_not_prepared_is_not_verified(operator: Operator, deploy: Deploy) -> None:
    words = ("release", "verify", "--image", image(FOURTH), "--task-definition", "arn:aws:ecs:x")
    ended = operator.run(*words)
    assert (ended.returncode, serving(operator)) == (1, FIRST)
    assert "is prepared" in ended.stderr


def test_smoke_alone_says_what_is_wrong(operator: Operator, deploy: Deploy) -> None:
    origin = operator.variables["FRONTEND_URL"]
    words = ["smoke", "check", operator.account.balancer, "--within", "1", "--origin"]
    well = operator.run(*words, origin, "--version", FIRST)
    assert (well.returncode, well.stdout.count(": well\n")) == (0, 5), well.stderr
    other = operator.run(*words, "https://evil.example", "--version", FIRST)
    assert (other.returncode, "no CORS headers for https://evil.example" in other.stderr) == (
        1,
        True,
    )
    words[2] = "http://127.0.0.1:9"
    nobody = operator.run(*words, origin, "--version", FIRST)
    assert (nobody.returncode, "Connection refused" in nobody.stderr) == (1, True)


def test_config_check_names_everything(operator: Operator) -> None:
    assert operator.run("config", "check").returncode == 0
    kept = {name: value for name, value in operator.variables.items() if "ROLE" not in name}
    ended = Operator(operator.account, kept).run("config", "check")
    assert ended.returncode == 1
    assert "EXECUTION_ROLE_ARN, TASK_ROLE_ARN not set" in ended.stderr


def test_a_migration_that_fails_leaves_the_service_untouched(
    operator: Operator, deploy: Deploy
) -> None:
    service = {"cluster": PRODUCTION.cluster, "services": [PRODUCTION.service]}
    before = operator.client("ecs").describe_services(**service)["services"][0]["taskDefinition"]
    ended = deploy(THIRD)
    assert ended.returncode == 1
    assert "RuntimeError: this migration fails" in ended.stderr
    assert (
        f"The bootstrap of {THIRD[:12]} failed with exit code 1; the service was not touched."
        in ended.stderr
    )
    after = operator.client("ecs").describe_services(**service)["services"][0]["taskDefinition"]
    assert (after, serving(operator)) == (before, FIRST)
    assert [one["state"] for one in releases(operator) if one["version"] == THIRD] == ["failed"]


def test_a_service_that_rolls_back_is_a_failure(operator: Operator, deploy: Deploy) -> None:
    ended = deploy(FOURTH)
    assert ended.returncode == 1
    assert "ECS went back to itg-backend:" in ended.stderr
    assert "circuit breaker: tasks failed to start" in ended.stderr
    assert serving(operator) == FIRST


def test_a_smoke_that_fails_points_the_service_back(operator: Operator, deploy: Deploy) -> None:
    ended = deploy(FIFTH)
    assert ended.returncode == 1
    assert f"/health/ says version {'f' * 40}, not {FIFTH}" in ended.stderr
    assert "Service: back to itg-backend:" in ended.stderr
    assert serving(operator) == FIRST


def test_a_task_that_never_starts_says_why(operator: Operator, deploy: Deploy) -> None:
    unknown = "6" * 40
    operator.client("ecr").put_image(
        repositoryName=PRODUCTION.repository, imageManifest=manifest(unknown), imageTag=unknown
    )  # in the registry, yet ECS cannot pull it
    ended = deploy(unknown)
    assert ended.returncode == 1
    assert "The task never started: CannotPullContainerError" in ended.stderr
    assert serving(operator) == FIRST


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("itg-backend:latest", "is not named by its digest"),
        (f"{ECR}/itg-backend@sha256:{'e' * 64}", "with a commit for its tag"),
    ],
)
def test_an_image_that_is_no_release_is_refused_before_anything(
    operator: Operator, deploy: Deploy, reference: str, said: str
) -> None:
    before = revisions(operator)
    ended = operator.run("release", "deploy", "--image", reference)
    assert (ended.returncode, said in ended.stderr) == (1, True), ended.stderr
    assert revisions(operator) == before


def test_every_missing_variable_is_named_before_anything(
    operator: Operator, deploy: Deploy
) -> None:
    kept = {
        name: value
        for name, value in operator.variables.items()
        if name not in {"DB_HOST", "DB_NAME"}
    }
    before = revisions(operator)
    ended = Operator(operator.account, kept).run("release", "deploy", "--image", image(SECOND))
    assert ended.returncode == 1
    assert "DB_NAME is missing; DB_HOST is missing" in ended.stderr
    assert revisions(operator) == before


def test_secrets_are_written_and_never_shown(operator: Operator, deploy: Deploy) -> None:
    rotated = {**operator.variables, "DJANGO_SECRET_KEY": "rotated-" + "0123456789abcdef" * 4}
    ended = Operator(operator.account, rotated).run("release", "deploy", "--image", image(FIRST))
    assert ended.returncode == 0, ended.stderr
    assert "Secrets: DJANGO_SECRET_KEY changed" in ended.stderr
    store = operator.client("secretsmanager")
    name = PRODUCTION.secret("DJANGO_SECRET_KEY")
    held = store.get_secret_value(SecretId=name, VersionStage="AWSCURRENT")["SecretString"]
    assert held == rotated["DJANGO_SECRET_KEY"]
    assert held not in ended.stdout + ended.stderr + json.dumps(releases(operator))


def signed_in(operator: Operator, policy: dict[str, Any]) -> Operator:
    """The operator with keys of an IAM user whom that policy says all about."""
    iam = operator.client("iam")
    iam.create_user(UserName="releaser")
    iam.put_user_policy(
        UserName="releaser", PolicyName="release", PolicyDocument=json.dumps(policy)
    )
    key = iam.create_access_key(UserName="releaser")["AccessKey"]
    keys = {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }
    return Operator(operator.account, {**operator.variables, **keys})


def test_what_the_role_may_not_do_is_found_before_anything(
    operator: Operator, deploy: Deploy
) -> None:
    releaser = signed_in(
        operator,
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": "*", "Resource": "*"},
                {"Effect": "Deny", "Action": "ecs:UpdateService", "Resource": "*"},
                {
                    "Effect": "Deny",
                    "Action": "iam:PassRole",
                    "Resource": NAMES["TASK_ROLE_ARN"],
                },
            ],
        },
    )
    before = revisions(operator)
    ended = releaser.run("release", "deploy", "--image", image(SECOND))
    assert ended.returncode == 1
    assert "ecs:UpdateService on arn:aws:ecs:us-west-2:" in ended.stderr
    assert f"iam:PassRole on {NAMES['TASK_ROLE_ARN']}" in ended.stderr
    assert NAMES["EXECUTION_ROLE_ARN"] not in ended.stderr
    assert "container/infrastructure/access.yaml" in ended.stderr
    assert revisions(operator) == before


def test_a_commits_image_is_found_so_that_it_is_built_once(
    operator: Operator, tmp_path: Path
) -> None:
    outputs = tmp_path / "outputs"
    step = Operator(operator.account, {**operator.variables, "GITHUB_OUTPUT": str(outputs)})
    found = step.run("image", "find", SECOND, "--step-output")
    assert (found.returncode, found.stdout) == (0, f"{digest(SECOND)}\n"), found.stderr
    none = step.run("image", "find", "7" * 40, "--step-output")
    assert (none.returncode, none.stdout) == (0, "\n"), none.stderr
    assert outputs.read_text() == f"digest={digest(SECOND)}\ndigest=\n"
