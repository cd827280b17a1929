"""What the workflows need on GitHub: set up from the stacks' outputs, and compared."""

import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.variables import VARIABLES
from delivery import cli
from delivery.aws.cloudformation import Stack
from delivery.github import check as github_check
from delivery.github import setup, workflow_reads
from delivery.github.repository import GitHubEnvironment, Repository
from delivery.github.workflow_reads import Reads
from delivery.stack import sequence
from delivery.tools import config
from delivery.tools.errors import DeliveryError
from tests.infrastructure.account import template
from tests.standins import github_openapi
from tests.standins.github import REPOSITORY, Fault, GitHub

ENVIRONMENTS = {
    *("production", "production-commands", "previews", "preview-provisioner", "site-refresh"),
    *("backup-drill", "previews-revoke"),
}
READS = workflow_reads.by_environment()
ONLY_MAIN = {"protected_branches": False, "custom_branch_policies": True}


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
    """Whose every request is one that GitHub describes."""
    with GitHub() as github:
        for name, value in github.environment_of_clients.items():
            monkeypatch.setenv(name, value)
        yield github
    told = [github_openapi.faults(*request) for request in github.requests]
    assert [fault for faults in told for fault in faults] == []


def value_of(output: str) -> str:
    found, name = f"of {output}", config.variable(output)
    rows = (*VARIABLES, *config.VARIABLES)
    example = next((row.example or row.default for row in rows if row.name == name), "")
    return example if config.faults({name: found}) else found


@pytest.fixture(autouse=True)
def deployed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every stack of the templates, each output with its own name or its example for a value."""
    monkeypatch.setattr(
        sequence,
        "listed",
        lambda: {
            name: Stack(
                f"arn:{name}",
                "CREATE_COMPLETE",
                {output: value_of(output) for output in template(name).get("Outputs", {})},
                {"GithubRepository": REPOSITORY, "GithubRepositoryId": "456789"},
            )
            for name in sequence.NAMES
        },
    )
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str], list[str]]:
    code = cli.main(["github", *words])
    out, err = capsys.readouterr()
    return code, out.splitlines(), err.splitlines()


def test_a_setup_leaves_nothing_that_a_check_misses(
    github: GitHub, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "check")
    assert code == 1
    for name in ("production", "production-commands"):  # previews are off
        assert (
            f"missing     {name:<21}the environment; a run would create one without protection"
            in out
        )
    assert run(capsys, "setup")[0] == 0
    assert run(capsys, "check") == (
        0,
        ["GitHub has what the workflows read, and nothing else."],
        [],
    )
    assert github.environments.keys() == ENVIRONMENTS
    assert {tuple(one["branches"]) for one in github.environments.values()} == {("main",)}
    assert github.subject["sub_claim_prefix"] == "repo:innovate@123456/to-grow@456789"
    before = len(github.calls)
    assert run(capsys, "setup")[0] == 0
    assert {verb for verb, *_ in github.calls[before:]} == {"GET"}


def test_each_environment_gets_its_own_role_and_what_its_jobs_read(
    github: GitHub, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "setup")
    roles = {
        name: held["AWS_ROLE_ARN"] for name, held in github.variables.items() if name != "/actions"
    }
    assert roles == {
        "/environments/production": "of AwsRoleArn",
        "/environments/production-commands": "of CommandsRoleArn",
        "/environments/previews": "of PreviewsRoleArn",
        "/environments/previews-revoke": "of PreviewsRevokeRoleArn",
        "/environments/site-refresh": "of RefreshRoleArn",
        "/environments/backup-drill": "of BackupDrillRoleArn",
        "/environments/preview-provisioner": "of ProvisionerDeployRoleArn",
    }
    switches = {"PREVIEWS_ENABLED", "SITE_REFRESH_ENABLED", "BACKUP_DRILL_ENABLED"}
    assert github.variables["/actions"] == dict.fromkeys(switches, "true")
    production = github.variables["/environments/production"]
    assert production["DB_HOST"] == "itg-db.xxx.us-west-2.rds.amazonaws.com"
    assert production["AWS_REGION"] == "us-west-2"
    for name in ENVIRONMENTS:
        assert github.variables[f"/environments/{name}"].keys() <= READS[name].variables
        given = github.variables[f"/environments/{name}"].keys()
        assert READS[name].required <= given, name


def test_what_stands_in_for_a_stack_is_set_as_well(
    github: GitHub, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = {
        name: None if name in {"data", "access"} else one for name, one in sequence.listed().items()
    }
    monkeypatch.setattr(sequence, "listed", lambda: there)
    code, _, err = run(capsys, "setup")
    assert (code, err[0]) == (1, "The stack access, which creates the roles, does not exist.")
    monkeypatch.setenv("EXISTING_STACKS", "data,access")
    monkeypatch.setenv("DB_HOST", "db.innovatetogrow.test")
    assert run(capsys, "setup")[0] == 0
    production = github.variables["/environments/production"]
    assert production["DB_HOST"] == "db.innovatetogrow.test"
    assert "AWS_ROLE_ARN" not in production


def test_every_environment_of_the_workflows_has_a_role() -> None:
    assert READS.keys() - {workflow_reads.REPOSITORY} == setup.ROLES.keys()


def test_secrets_that_nobody_has_given_are_listed(
    github: GitHub, capsys: pytest.CaptureFixture[str]
) -> None:
    github.secrets["/environments/production"] = ["EMAIL_HOST_PASSWORD"]
    github.put_environment({}, "production")
    _, _, err = run(capsys, "setup")
    listed = [line.split()[3] for line in err if line.startswith("  gh secret set")]
    assert listed == [
        *("DJANGO_SUPERUSER_PASSWORD", "GOOGLE_SHEETS_CREDENTIALS_JSON", "SENTRY_DSN")
    ]


def test_a_dry_run_without_a_token_prints_all_of_it_and_asks_nobody(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(capsys, "setup", "--dry-run")
    assert code == 0
    words = [shlex.split(line) for line in out]
    made = {" ".join(one[-5:]) for one in words if "PUT" in one}
    assert len(made) == len(ENVIRONMENTS)
    assert all(json.loads(one[1]) for one in words if one[0] == "echo")
    wanted = f"gh variable set DB_NAME --repo {REPOSITORY} --env production --body 'of DbName'"
    assert wanted in out
    assert f"gh variable set PREVIEWS_ENABLED --repo {REPOSITORY} --body true" in out


def test_a_dry_run_with_a_token_changes_nothing(
    github: GitHub, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, "setup", "--dry-run")
    assert len(out) > 20
    assert {verb for verb, *_ in github.calls} == {"GET"}


def test_reviewers_and_timers_stay(github: GitHub, capsys: pytest.CaptureFixture[str]) -> None:
    reviewers = [{"type": "Team", "id": 5}]
    body = {"wait_timer": 10, "prevent_self_review": True, "reviewers": reviewers}
    before = github.put_environment(body, "production")["protection_rules"]
    run(capsys, "setup")
    held = github.environments["production"]
    assert held["deployment_branch_policy"] == ONLY_MAIN
    assert held["rules"] == before


def test_what_was_done_though_github_failed_is_not_done_twice(
    github: GitHub, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.tools.github_api.sleep", lambda seconds: None)
    path = "/environments/previews/deployment-branch-policies"
    github.faults = [
        Fault("POST", path, 502, done=True),
        Fault("POST", "/actions/variables", 502, done=True),
    ]
    assert run(capsys, "setup")[0] == 0
    assert github.faults == []
    assert github.environments["previews"]["branches"] == ["main"]


def test_a_setup_refuses_what_the_backend_would_refuse(
    github: GitHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stack = Stack("arn:edge", "CREATE_COMPLETE", {"DjangoAllowedHosts": "*.example.org"}, {})
    listed = sequence.listed()
    monkeypatch.setattr(sequence, "listed", lambda: listed | {"edge": stack})
    code, _, err = run(capsys, "setup")
    assert (code, {verb for verb, *_ in github.calls}) == (1, {"GET"})
    assert "DJANGO_ALLOWED_HOSTS must be host names" in err[0]
    assert err[0].endswith("; the right spelling is .example.org.")


def test_a_check_names_what_is_unprotected_missing_and_unused(
    github: GitHub, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "setup")
    github.put_environment({}, "production")
    github.environments["previews"]["branches"].append("*")
    github.put_environment({}, "staging")
    github.put_environment({}, "pr-7")
    del github.variables["/environments/production"]["EXECUTION_ROLE_ARN"]
    github.variables["/environments/production"]["CORS_ALLOWED_ORIGINS"] = "https://*.a.example"
    github.variables["/environments/production"]["FRONTEND_URL"] = "https://A.example"
    github.variables["/environments/previews"]["COLOUR"] = "red"
    github.secrets["/actions"] = ["OLD_KEY"]
    github.repository["private"] = True
    github.plan = "team"
    code, out, _ = run(capsys, "check", "--json")
    assert code == 1
    found = {(one["kind"], one["where"], one["what"]) for one in json.loads("\n".join(out))}
    malformed = {one for one in found if one[0] == "malformed"}
    assert sorted((where, what.partition(" must be ")[0]) for _, where, what in malformed) == [
        ("production", "CORS_ALLOWED_ORIGINS"),
        ("production", "FRONTEND_URL"),
    ]
    assert any(what.endswith("the right spelling is https://a.example") for *_, what in malformed)
    assert found - malformed == {
        ("missing", "production", "EXECUTION_ROLE_ARN"),
        ("unprotected", "production", "every branch and every pull request may deploy to it"),
        ("unprotected", "previews", "* may deploy to it"),
        ("unused", "staging", "the environment"),
        ("unused", "previews", "the variable COLOUR"),
        ("unused", "the repository", "the secret OLD_KEY"),
        (
            *("note", "the plan"),
            "team has no required reviewers and wait timers in private repositories",
        ),
    }


def test_keys_instead_of_roles_miss_nothing(
    github: GitHub, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "setup")
    for name in ("AWS_ROLE_ARN", "AWS_SITE_ROLE_ARN"):
        del github.variables["/environments/production"][name]
    assert run(capsys, "check")[0] == 1
    github.secrets["/actions"] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
    assert run(capsys, "check")[0] == 0


def test_without_a_token_it_says_how_to_get_one(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "check")
    assert (code, "gh auth token" in err[-1]) == (1, True)


@pytest.mark.parametrize(
    ("job", "name", "reads"),
    [
        ("environment: e\n    env: {A: '${{ vars.A || secrets.A }}'}", "e", Reads({"A"}, {"A"})),
        (
            "environment: {name: e}\n    env: {A: \"${{ vars.A || 'b' }}\"}",
            "e",
            Reads({"A"}, set(), {"A"}),
        ),
        ("if: vars.A == 'b'", "", Reads({"A"})),
        ("env: {A: '${{ secrets.GITHUB_TOKEN }}'}", "", Reads()),
    ],
)
def test_reads_are_found_in_the_workflows_own_yaml(
    tmp_path: Path, job: str, name: str, reads: Reads
) -> None:
    (tmp_path / "a.yml").write_text(f"jobs:\n  one:\n    {job}\n")
    assert workflow_reads.by_environment(tmp_path)[name] == reads


def test_a_broken_workflow_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("jobs: [")
    with pytest.raises(DeliveryError, match=r"a\.yml cannot be read"):
        workflow_reads.by_environment(tmp_path)


def test_the_judge_of_requests_refuses_what_github_does_not_describe() -> None:
    for request in (
        ("POST", "/deployments", {"ref": "main", "colour": "red"}, ""),
        ("POST", "/deployments", {"environment": "pr-7"}, ""),
        ("GET", "/actions/variables", None, "per_page=100"),
        ("GET", "/deployments", None, "colour=red"),
        ("DELETE", "/deployments", None, ""),
    ):
        assert github_openapi.faults(*request), request


def test_protected_branches_are_narrowed_to_the_default_one() -> None:
    held = GitHubEnvironment("previews", ("protected branches",))
    found: list[Any] = list(setup.protection("previews", held, "trunk"))
    assert [one.verb for one in found] == ["PUT", "POST"]
    assert found[1].body["name"] == "trunk"
    assert Repository("a/b").branch == "main"


def test_the_refresh_can_be_switched_off(
    github: GitHub, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "setup")
    github.variables["/actions"]["SITE_REFRESH_ENABLED"] = "false"
    run(capsys, "setup")
    assert github.variables["/actions"]["SITE_REFRESH_ENABLED"] == "false"
    code, out, _ = run(capsys, "check")
    assert (code, out) == (
        0,
        ["note        site-refresh         off: the repository has no SITE_REFRESH_ENABLED=true"],
    )


@pytest.mark.parametrize("name", ["site-refresh", "previews-revoke", "backup-drill"])
def test_what_must_run_at_once_waits_for_no_approval(name: str) -> None:
    held = GitHubEnvironment(name, ("main",), ({"type": "required_reviewers"},))
    found = list(github_check.of_environment(name, Repository("a/b"), Reads()))
    assert [one.kind for one in found] == ["missing"]
    there = Repository("a/b", environments={name: held})
    found = list(github_check.of_environment(name, there, Reads()))
    assert [one.kind for one in found] == ["held up"]
