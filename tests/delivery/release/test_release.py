"""Releases of real code to a service that really serves it."""

import json
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from delivery.tools.stages import PRODUCTION
from tests import commands, failing_migration
from tests.databases import database
from tests.delivery.operators import (
    NAMES,
    Operator,
    create_service,
    nothing_is_late,
)
from tests.delivery.production import digest, image, manifest
from tests.infrastructure.made import made
from tests.production import fill_bucket
from tests.services.postgres import PostgresServer
from tests.site_fixtures import Seed
from tests.standins.account import Account
from tests.standins.cdn import Cdn
from tests.standins.images import Image

pytestmark = pytest.mark.timeout(300)
BUCKET = "itg-static-assets"
FIRST, SECOND, THIRD, FOURTH = (str(number) * 40 for number in range(1, 5))
PROVED = """
import json, os

print(json.dumps({"proof": {"secrets": [*os.environ], "compared": True, "ended": True}}))
"""


def copied(folder: Path) -> Path:
    ignored = shutil.ignore_patterns("delivery", "__pycache__", "media", "*.lock")
    shutil.copytree(commands.BACKEND, folder, ignore=ignored)
    return Path(shutil.copy(commands.BACKEND.parent / "container/gunicorn.conf.py", folder)).parent


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Image]:
    """Two that are good; one whose migration fails, and one that dies when it is to serve."""
    folder = tmp_path_factory.mktemp("images")
    unmigratable, dying = copied(folder / "unmigratable"), copied(folder / "dying")
    failing_migration.add(unmigratable)
    (dying / "manage.py").write_text(PROVED)  # at once
    (dying / "core/wsgi.py").write_text("raise SystemExit('this code dies')\n")
    code = commands.BACKEND
    return {
        digest(FIRST): Image(code, FIRST),
        digest(SECOND): Image(code, SECOND),
        digest(THIRD): Image(unmigratable, THIRD),
        digest(FOURTH): Image(dying, FOURTH),
    }


@pytest.fixture(scope="module")
def operator(
    postgres_server: PostgresServer,
    seed: Seed,
    images: dict[str, Image],
) -> Iterator[Operator]:
    """Production as its first release finds it: a service with nothing that runs in it yet."""
    with (
        made() as stacks,
        Account(images, stacks) as account,
        Cdn(account, BUCKET) as cdn,
        database(postgres_server, template=seed.database) as login,
    ):
        variables = {
            **commands.PRODUCTION,
            **login.environment,
            **NAMES,
            "DJANGO_ALLOWED_HOSTS": "127.0.0.1",
            "API_BASE_URL": account.balancer,
            "AWS_S3_CUSTOM_DOMAIN": cdn.url,
        }
        operator = Operator(account, variables)
        for bucket in (BUCKET, NAMES["RELEASES_BUCKET"]):
            account.make_bucket(bucket)
        fill_bucket(account, BUCKET, seed.folder)
        operator.client("logs").create_log_group(logGroupName=PRODUCTION.log_group)
        create_service(operator, variables, digest(FIRST))
        ecr = operator.client("ecr")
        ecr.create_repository(repositoryName=PRODUCTION.repository)
        for version in (FIRST, SECOND, THIRD, FOURTH):
            pushed = ecr.put_image(
                repositoryName=PRODUCTION.repository,
                imageManifest=manifest(version),
                imageTag=version,
            )
            assert pushed["image"]["imageId"]["imageDigest"] == digest(version)
        yield operator


Deploy = Callable[[str], "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def deploy(operator: Operator) -> Iterator[Deploy]:
    """``deploy(version)``, after the first version was put into service."""

    def run(version: str) -> "subprocess.CompletedProcess[str]":
        return operator.run("release", "deploy", "--image", image(version), "--smoke-within", "15")

    with nothing_is_late():
        ended = run(FIRST)
        assert ended.returncode == 0, ended.stderr
        yield run


def serving(operator: Operator) -> str:
    """The version that visitors are served."""
    with urllib.request.urlopen(f"{operator.account.balancer}/health/", timeout=60) as response:  # noqa: S310
        return str(json.loads(response.read())["version"])


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
    assert said == ["Configuration", "Secrets", "Bootstrap and proof", "Service", "Smoke"]
    assert "[2/5] Migrations: nothing pending" in ended.stderr

    newest = releases(operator)[0]
    assert (newest["version"], newest["state"], newest["image"]) == (
        *(SECOND, "served"),
        image(SECOND),
    )
    assert len(newest["smoke"]) == 5
    assert newest["proved"]["probes"]["page:HomePage"]["status"] == 200
    assert "DB_PASSWORD" in newest["proved"]["secrets"]
    assert '"proof"' not in ended.stderr
    static = next(line for line in newest["bootstrap"] if line.startswith("[4/5] Static files"))
    assert re.search(r"\d+ uploaded, manifest \w{12}", static)

    back = operator.run("release", "rollback", "--to", FIRST[:7])
    assert back.returncode == 0, back.stderr
    assert serving(operator) == FIRST
    states = {one["version"]: one["state"] for one in reversed(releases(operator))}
    assert (states[FIRST], states[SECOND]) == ("served", "rolled back")
    rows = operator.run("release", "list").stdout.splitlines()
    assert any(FIRST[:12] in row and " serving " in row for row in rows)
    assert any(SECOND[:12] in row and " rolled back " in row for row in rows)


def test_smoke_alone_says_what_is_wrong(operator: Operator, deploy: Deploy) -> None:
    origin = operator.variables["FRONTEND_URL"]
    words = ["smoke", "check", operator.account.balancer, "--within", "1", "--origin"]
    well = operator.run(*words, origin, "--version", FIRST)
    assert (well.returncode, well.stdout.count(": passed\n")) == (0, 5), well.stderr
    other = operator.run(*words, "https://evil.example", "--version", FIRST)
    assert (other.returncode, "no CORS headers for https://evil.example" in other.stderr) == (
        1,
        True,
    )
    words[2] = "http://127.0.0.1:9"
    nobody = operator.run(*words, origin, "--version", FIRST)
    assert (nobody.returncode, "Connection refused" in nobody.stderr) == (1, True)


def test_a_migration_that_fails_leaves_the_service_untouched(
    operator: Operator, deploy: Deploy
) -> None:
    service = {"cluster": PRODUCTION.cluster, "services": [PRODUCTION.service]}
    before = operator.client("ecs").describe_services(**service)["services"][0]["taskDefinition"]
    ended = deploy(THIRD)
    assert ended.returncode == 1
    assert 'relation "operations_maintenance" already exists' in ended.stderr
    assert (
        f"The bootstrap of {THIRD[:12]} failed with exit code 1. The service was not changed."
        in ended.stderr
    )
    after = operator.client("ecs").describe_services(**service)["services"][0]["taskDefinition"]
    assert (after, serving(operator)) == (before, FIRST)
    assert [one["state"] for one in releases(operator) if one["version"] == THIRD] == ["failed"]


def test_a_service_that_rolls_back_is_a_failure(operator: Operator, deploy: Deploy) -> None:
    ended = deploy(FOURTH)
    assert ended.returncode == 1
    assert "ECS rolled back to itg-backend:" in ended.stderr
    assert "circuit breaker: tasks failed to start" in ended.stderr
    assert serving(operator) == FIRST
