"""Mismatches of production are found, each with its remedy: in AWS, in the checkout, on GitHub."""

import json
from pathlib import Path
from typing import Final

import pytest

from core.variables import SECRETS
from delivery import cli
from delivery.aws import lambda_functions
from delivery.aws.lambda_functions import Function
from delivery.github import workflow_reads
from delivery.operate.doctor import github, roles, secrets, variables, visits
from delivery.operate.doctor.cli import shown
from delivery.operate.doctor.diagnosis import Check, Finding, made
from delivery.operate.production import Running
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.stages import PRODUCTION
from tests import commands
from tests.delivery.operate.given import running, what
from tests.delivery.operators import OPERATORS
from tests.delivery.production import Production
from tests.standins.github import GitHub

SECRET: Final = "arn:aws:secretsmanager:us-west-2:123456789012:secret:itg/production"


GOOD: Final = {
    name: value
    for name, value in {**commands.PRODUCTION, "DB_HOST": "itg", "DB_USER": "itg"}.items()
    if name in variables.KNOWN and name not in SECRETS
} | {"DB_PORT": "5432", "DB_NAME": "itg"}
REFERENCES: Final = {
    name: f"{SECRET}/{name}-AbCdEf" for name in ("DB_PASSWORD", "DJANGO_SECRET_KEY")
}


# ---- all of it ----


def test_each_finding_has_its_remedy_and_the_exit_code_is_1(site: Production) -> None:
    ended = site.run("doctor", "--without-github")
    assert (ended.returncode, ended.stderr) == (1, "")
    lines = ended.stdout.splitlines()
    for name in ("variables of production", "variables in documents", "roles"):
        assert f"ok    {name}" in lines, ended.stdout
    at = lines.index("look  certificates")  # the stand-in of the load balancer has none
    assert lines[at + 1].endswith(" does not use HTTPS.")
    assert lines[at + 2].startswith("        Write it with https:// in GitHub.")
    assert [one for one in lines if len(one) > 80] == []
    found = json.loads(site.run("doctor", "--without-github", "--json").stdout)
    assert all(one["remedy"] for findings in found.values() for one in findings)


def test_what_is_well_is_exit_code_0(site: Production, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("names", "certificates", "cors", "csrf"):
        monkeypatch.setattr(visits, name, lambda running: [])
    ended = site.run("doctor", "--without-github")
    assert ended.returncode == 0, ended.stdout
    assert {line[:6] for line in ended.stdout.splitlines()} == {"ok    "}


def test_github_is_asked_unless_it_is_left_out(site: Production) -> None:
    found = json.loads(site.run("doctor", "--json").stdout)
    (finding,) = found["GitHub"]
    assert "GITHUB_TOKEN" in finding["what"]
    assert "gh auth token" in finding["remedy"]


def test_a_check_that_cannot_be_made_is_a_finding_and_keeps_no_other_back() -> None:
    def refused() -> list[Finding]:
        raise DeliveryError("Listing the secrets: not authorized", "Give the role this.")

    checks: dict[str, Check] = {"first": refused, "second": lambda: []}
    assert made(checks) == {
        "first": [
            Finding("Not checked: Listing the secrets: not authorized", "Give the role this.")
        ],
        "second": [],
    }


def test_lines_fit_80_columns() -> None:
    text = shown("roles", [Finding("The role " + "word " * 40, f"{PROGRAM} stack deploy")])
    assert max(map(len, text.splitlines())) <= 80


# ---- variables ----


def test_the_task_definition_is_held_against_the_settings() -> None:
    assert what(variables.in_production(running(variables=GOOD, secrets=REFERENCES))) == []
    bad = {**GOOD, "EMAIL_PORT": "many", "OLD": "1", "REDIS_URL": "redis://hunter2@cache"}
    del bad["DB_HOST"]
    given = running(variables=bad, secrets={"DJANGO_SECRET_KEY": "arn:aws:secretsmanager:x"})
    found = what(variables.in_production(given))
    where = "the task definition itg-backend:7"
    assert found == [
        f"{where} lacks DB_PASSWORD.",
        f"{where} lacks DB_HOST.",
        f"{where}: EMAIL_PORT must be a port number between 1 and 65535.",
        f"{where} has the value of the secret REDIS_URL.",
        f"{where} has OLD, which nothing reads.",
    ]
    assert "hunter2" not in str(found)


def test_each_previews_function_is_too(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {**GOOD, **dict.fromkeys(REFERENCES, "text"), "OLD": "1"}
    del given["DJANGO_ALLOWED_HOSTS"]
    function = Function("itg-backend-pr-7", "", {})
    monkeypatch.setattr(lambda_functions, "named", lambda prefix: [function])
    monkeypatch.setattr(lambda_functions, "variables", lambda name: given)
    found = list(variables.in_previews())
    assert what(iter(found)) == [
        "the function itg-backend-pr-7 lacks DJANGO_ALLOWED_HOSTS.",
        "the function itg-backend-pr-7 has OLD, which nothing reads.",
    ]
    assert {one.remedy for one in found} == {f"{PROGRAM} preview deploy 7"}


def test_workflows_and_documents_have_every_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert [*variables.in_workflows(), *variables.in_documents()] == []
    reads = workflow_reads.by_environment()
    reads["production"].variables.discard("EMAIL_PORT")
    monkeypatch.setattr(workflow_reads, "by_environment", lambda: reads)
    assert what(variables.in_workflows()) == ["No workflow passes EMAIL_PORT to a release."]
    text = variables.DOCUMENT.read_text().replace("`REDIS_URL`", "")
    monkeypatch.setattr(variables, "DOCUMENT", tmp_path / "environment.md")
    variables.DOCUMENT.write_text(text)
    assert what(variables.in_documents()) == ["docs/environment.md does not describe REDIS_URL."]


# ---- secrets and roles ----


def test_secrets_that_are_missing_and_that_nothing_reads_are_named(site: Production) -> None:
    store = site.operator.client("secretsmanager")
    real = store.describe_secret(SecretId=PRODUCTION.secret("DB_PASSWORD"))["ARN"]
    references = {
        "DB_PASSWORD": f"{real}::release-20260101:",
        "DJANGO_SECRET_KEY": f"{SECRET}/GONE-AbCdEf",
    }
    names = [PRODUCTION.secret(name) for name in ("OLD", "REDIS_URL")]
    for name in names:
        store.create_secret(Name=name, SecretString="x")
    try:
        with site.signed_in(OPERATORS):
            missing = what(secrets.missing(running(secrets=references)))
            unused = what(secrets.unused(running(secrets=references)))
    finally:
        for name in names:
            store.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
    assert missing == [
        "The secret of DB_PASSWORD has no version release-20260101.",
        f"The secret of DJANGO_SECRET_KEY is gone, so no new task can start: {SECRET}/GONE-AbCdEf.",
    ]
    assert unused == [
        "Nothing reads the secret itg/production/OLD.",
        "The secret itg/production/REDIS_URL exists, but the revision in service does not read it.",
    ]


def test_a_call_that_its_role_may_not_make_is_named(site: Production) -> None:
    production = Running(dict(site.operator.variables))
    with site.signed_in(OPERATORS):
        assert what(roles.refusals(production)) == []
    iam, policy = site.operator.client("iam"), {"RoleName": "itg-commands", "PolicyName": "deny"}
    deny = {"Effect": "Deny", "Action": "ecs:RunTask", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    iam.put_role_policy(**policy, PolicyDocument=document)
    try:
        with site.signed_in(OPERATORS):
            (found,) = what(roles.refusals(production))
    finally:
        iam.delete_role_policy(**policy)
    assert found.startswith(
        "The role itg-commands lacks the permission ecs:RunTask on arn:aws:ecs:"
    )


# ---- GitHub ----


def test_what_github_check_finds_is_told_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    with GitHub() as there:
        for name, value in there.environment_of_clients.items():
            monkeypatch.setenv(name, value)
        found = list(github.faults())
    assert any("production" in one.what and "is missing" in one.what for one in found)
    assert {one.remedy for one in found} == {f"{PROGRAM} github setup --dry-run"}


def test_nobody_who_is_not_signed_in_gets_a_diagnosis(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", "/nonexistent")
    assert cli.main(["doctor"]) == 1
    assert "Sign in" in capsys.readouterr().err
