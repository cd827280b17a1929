"""The words of `release`, `image` and `config` on a production that starts at once."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from delivery.aws import ecs
from delivery.records import releases
from delivery.records.releases import Release
from delivery.release import screens
from delivery.run.service import SERVICE
from delivery.tools.stages import PRODUCTION
from tests.delivery.operators import ECR, NAMES
from tests.delivery.production import (
    DYING,
    GOOD,
    NEVER_BUILT,
    NEXT,
    OTHER,
    Production,
    digest,
    image,
    manifest,
)


def test_its_halves_stand_around_whatever_updates_the_service(
    site: Production, tmp_path: Path
) -> None:
    output = tmp_path / "task-definition.json"
    words = ["--image", image(NEXT)]
    ended = site.run("release", "prepare", *words, "--output", str(output))
    assert ended.returncode == 0, ended.stderr
    assert GOOD in site.serving
    document = json.loads(output.read_text())
    client = site.operator.client("ecs")
    arn = client.register_task_definition(**document)["taskDefinition"]["taskDefinitionArn"]
    ecs.update(SERVICE, arn)
    ended = site.run("release", "verify", *words, "--task-definition", arn)
    assert ended.returncode == 0, ended.stderr
    assert NEXT in site.serving
    assert (site.record(NEXT)["task_definition"], site.record(NEXT)["state"]) == (arn, "served")


def test_what_is_not_prepared_is_not_verified(site: Production) -> None:
    words = ("release", "verify", "--image", image(DYING), "--task-definition", "arn:aws:ecs:x")
    ended = site.run(*words)
    assert (ended.returncode, GOOD in site.serving) == (1, True)
    assert "has been prepared" in ended.stderr


def test_config_check_names_everything(site: Production) -> None:
    assert site.run("config", "check").returncode == 0
    ended = site.run("config", "check", EXECUTION_ROLE_ARN="", TASK_ROLE_ARN="")
    assert ended.returncode == 1
    assert "not set: EXECUTION_ROLE_ARN, TASK_ROLE_ARN" in ended.stderr


def test_a_smoke_that_fails_points_the_service_back(site: Production) -> None:
    words = ("--image", image(OTHER), "--smoke-within", "0")
    ended = site.run("release", "deploy", *words)
    assert ended.returncode == 1
    assert f"/health/ says version {'f' * 40}, not {OTHER}" in ended.stderr
    assert "Service: back to itg-backend:" in ended.stderr
    assert GOOD in site.serving


def test_the_environment_says_how_long_the_smoke_test_is_repeated(site: Production) -> None:
    ended = site.run("release", "deploy", "--image", image(OTHER), SMOKE_WITHIN="soon")
    assert ended.returncode == 2
    assert "SMOKE_WITHIN" in ended.stderr
    assert "soon" in ended.stderr
    assert GOOD in site.serving


def test_a_task_that_never_starts_says_why(site: Production) -> None:
    unknown = "6" * 40
    site.operator.client("ecr").put_image(
        repositoryName=PRODUCTION.repository, imageManifest=manifest(unknown), imageTag=unknown
    )  # in the registry, yet ECS cannot pull it
    ended = site.run("release", "deploy", "--image", image(unknown))
    assert ended.returncode == 1
    assert "The task never started: CannotPullContainerError" in ended.stderr
    assert GOOD in site.serving


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("itg-backend:latest", "has no digest"),
        (f"{ECR}/itg-backend@sha256:{'e' * 64}", "with a commit as its tag"),
    ],
)
def test_an_image_that_is_no_release_is_refused_before_anything(
    site: Production, reference: str, said: str
) -> None:
    before = site.registered
    ended = site.run("release", "deploy", "--image", reference)
    assert (ended.returncode, said in ended.stderr) == (1, True), ended.stderr
    assert site.registered == before


def test_every_missing_variable_is_named_before_anything(site: Production) -> None:
    before = site.registered
    ended = site.run("release", "deploy", "--image", image(NEXT), DB_HOST="", DB_NAME="")
    assert ended.returncode == 1
    assert "DB_NAME is missing; DB_HOST is missing" in ended.stderr
    assert site.registered == before


def test_secrets_are_written_and_never_shown(site: Production) -> None:
    rotated = "rotated-" + "0123456789abcdef" * 4
    ended = site.run("release", "deploy", "--image", image(GOOD), DJANGO_SECRET_KEY=rotated)
    assert ended.returncode == 0, ended.stderr
    assert "Secrets: DJANGO_SECRET_KEY changed" in ended.stderr
    assert site.current("DJANGO_SECRET_KEY") == rotated
    listed = site.run("release", "list", "--json").stdout
    assert GOOD in listed
    assert rotated not in ended.stdout + ended.stderr + listed


def test_what_the_role_may_not_do_is_found_before_anything(site: Production) -> None:
    deny = {"ecs:UpdateService": "*", "iam:PassRole": NAMES["TASK_ROLE_ARN"]}
    rows = [{"Effect": "Deny", "Action": one, "Resource": of} for one, of in deny.items()]
    before = site.registered
    with site.releases_may(*rows):
        ended = site.run("release", "deploy", "--image", image(NEXT))
    assert ended.returncode == 1
    assert "ecs:UpdateService on arn:aws:ecs:us-west-2:" in ended.stderr
    assert f"iam:PassRole on {NAMES['TASK_ROLE_ARN']}" in ended.stderr
    assert NAMES["EXECUTION_ROLE_ARN"] not in ended.stderr
    assert "container/infrastructure/access.yaml" in ended.stderr
    assert site.registered == before


def test_a_commits_image_is_found_so_that_it_is_built_once(
    site: Production, tmp_path: Path
) -> None:
    outputs = tmp_path / "outputs"
    words = ("--step-output",)
    found = site.run("image", "find", NEXT, *words, GITHUB_OUTPUT=str(outputs))
    assert (found.returncode, found.stdout) == (0, f"{digest(NEXT)}\n"), found.stderr
    none = site.run("image", "find", NEVER_BUILT, *words, GITHUB_OUTPUT=str(outputs))
    assert (none.returncode, none.stdout) == (0, "\n"), none.stderr
    assert outputs.read_text() == f"digest={digest(NEXT)}\ndigest=\n"


def test_a_release_is_shown_with_every_field_of_its_record() -> None:
    texts = {one.name: f"the-{one.name}" for one in fields(Release)}
    lists = {name: [f"the-{name}"] for name in ("bootstrap", "smoke", "migrations", "accepted")}
    others: dict[str, Any] = {"secrets": {"the-secrets": "1"}, "content": 4711, "proved": {}}
    shown = screens.shown(Release(**{**texts, **lists, **others}), "")
    missing = {name for name in texts if f"the-{name}" not in shown} - {"content"}
    assert missing == {"bootstrap", "proved"}  # which --json has
    assert "version 4711" in shown


def test_a_release_is_shown_and_compared_in_80_columns_and_as_json(site: Production) -> None:
    older = site.record(GOOD)
    newer = site.deploy(NEXT, DJANGO_SECRET_KEY="other-" + "0123456789abcdef" * 4)
    shown = site.run("release", "show", NEXT[:7])
    assert shown.returncode == 0, shown.stderr
    assert max(map(len, shown.stdout.splitlines())) <= 80
    rows = dict(row.split("  ", 1) for row in shown.stdout.splitlines() if row[0] != " ")
    found = {heading: text.strip() for heading, text in rows.items()}
    assert (found["commit"], found["state"]) == (NEXT, "serving")
    assert found["migrations"] == "content.0001_initial content.0002_more"
    assert found["static files"] == f"manifest {NEXT[:12]}"
    assert found["site"] == "not recorded"
    asked = json.loads(site.run("release", "show", NEXT, "--json").stdout)
    assert (asked["secrets"], asked["smoke"]) == (newer.secrets, newer.smoke)
    assert asked["secrets"]["DB_PASSWORD"] == older["secrets"]["DB_PASSWORD"]

    compared = site.run("release", "diff", GOOD, NEXT)
    assert compared.returncode == 0, compared.stderr
    lines = compared.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert f"commit            - {GOOD}" in lines
    assert f"                  + {NEXT}" in lines
    assert "migrations        + content.0002_more" in lines
    assert json.loads(site.run("release", "diff", GOOD, NEXT, "--json").stdout)["secrets"] == {
        "from": [f"DJANGO_SECRET_KEY {older['secrets']['DJANGO_SECRET_KEY']}"],
        "to": [f"DJANGO_SECRET_KEY {newer.secrets['DJANGO_SECRET_KEY']}"],
    }
    same = site.run("release", "diff", NEXT, NEXT)
    assert same.stdout == "The records do not differ.\n"
    unknown = site.run("release", "show", NEVER_BUILT[:7])
    assert unknown.returncode == 1, unknown.stdout
    assert f"There is no recorded release of commit {NEVER_BUILT[:7]}" in unknown.stderr


def test_releases_of_a_commit_within_a_second_have_a_record_each(site: Production) -> None:
    """Or one would lose the secrets' versions of the other."""
    one = site.deploy(GOOD)
    at = datetime(2026, 11, 30, tzinfo=UTC)
    moments = [at, at + timedelta(microseconds=1), at + timedelta(seconds=1)]
    names = [replace(one, at=releases.moment(moment)).name for moment in moments]
    assert names == sorted(set(names))
    assert one.at not in screens.shown(one, "")
    assert f"{one.at[:19]}Z" in screens.shown(one, "")
