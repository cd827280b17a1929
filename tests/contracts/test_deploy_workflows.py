"""The guide's deployments, row by row, and that every command in a workflow is one that exists."""

import json
import re
import shlex
from typing import Any

import pytest

from core.variables import VARIABLES
from delivery.operate.doctor.variables import NOT_PASSED
from delivery.tools import config
from delivery.tools import console as cli_words
from tests.contracts.test_workflows import ROOT, WORKFLOWS, make_has, steps, workflow
from tests.delivery.grammar import parsed

NPM = json.loads((ROOT / "frontend/package.json").read_text())["scripts"]
RUNS = [
    (file.name, step["run"]) for file in WORKFLOWS for _, step in steps(file.name) if "run" in step
]
DEPLOYMENTS = ("deploy-backend.yml", "deploy-frontend.yml", "rollback.yml", "run-command.yml")


@pytest.mark.parametrize(("file", "command"), RUNS)
def test_every_command_exists_with_those_options(
    file: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_words, "existing", lambda text, is_one, kind: text)  # built elsewhere
    plain = re.sub(r"\$\{\{ (\S+) \}\}", r"$\1", command).replace("$COMMIT", "a" * 40)
    plain = plain.replace("$PUSHED", "2026-11-01T09:00:00Z").replace("$SECONDS_TO_LOOK", "200")
    words = shlex.split(re.sub(r"\$\{\w+:\+(.+?)\}", r"\1", plain))
    if words[0] == "make":
        assert make_has(words[1])
    elif words[0] == "docker":
        assert words[1:3] == ["load", "--input"]
    elif words[0] == "npm":
        assert words[1] in {"ci", "test"} or words[2] in NPM
    elif words[:2] == ["echo", "sha=$(git rev-parse HEAD)"]:
        assert words[2:] == [">>", "$GITHUB_OUTPUT"]
    elif words[:2] == ["echo", "IMAGE=$REGISTRY/itg-backend@$DIGEST"]:
        assert words[2:] == [">>", "$GITHUB_ENV"]
    else:
        assert words[:3] == ["build/tools/bin/python", "-m", "delivery"]
        assert parsed(words[3:]) == 0


@pytest.mark.parametrize("file", DEPLOYMENTS)
def test_nothing_that_someone_typed_is_read_by_a_shell(file: str) -> None:
    assert [step["run"] for _, step in steps(file) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("file", DEPLOYMENTS)
def test_a_deployment_is_never_cancelled_by_the_next(file: str) -> None:
    assert workflow(file)["concurrency"]["cancel-in-progress"] is False


@pytest.mark.parametrize(
    ("file", "environment"),
    [
        ("deploy-backend.yml", "production"),
        ("deploy-frontend.yml", "production"),
        ("rollback.yml", "production"),
        ("run-command.yml", "production-commands"),
    ],
)
def test_credentials_are_behind_a_protected_environment(file: str, environment: str) -> None:
    for job in workflow(file)["jobs"].values():
        if "uses" not in job:
            found = job["environment"]
            assert (found["name"] if isinstance(found, dict) else found) == environment


@pytest.mark.parametrize("file", DEPLOYMENTS)
def test_the_role_signs_in_where_there_is_one_and_the_guides_keys_otherwise(file: str) -> None:
    ways = [
        (step["if"], "role-to-assume" in step["with"], "aws-access-key-id" in step["with"])
        for _, step in steps(file)
        if "configure-aws-credentials" in step.get("uses", "")
    ]
    (by_role, *first), (by_keys, *second) = ways
    assert (first, second) == ([True, False], [False, True])
    assert by_keys == by_role.replace("!=", "==")


def test_the_backend_is_deployed_after_ci_on_main_or_by_hand() -> None:
    triggers = workflow("deploy-backend.yml")[True]
    assert triggers["workflow_run"] == {
        "workflows": ["CI"],
        "types": ["completed"],
        "branches": ["main"],
    }
    assert "workflow_dispatch" in triggers
    condition = workflow("deploy-backend.yml")["jobs"]["backend"]["if"]
    assert "workflow_run.conclusion == 'success'" in condition
    assert "workflow_run.event == 'push'" in condition


def test_a_rollback_is_started_by_hand_and_never_runs_beside_a_release() -> None:
    """test_concurrency.py compares their groups."""
    rollback = workflow("rollback.yml")
    assert list(rollback[True]) == ["workflow_dispatch"]
    (job,) = rollback["jobs"].values()
    assert job["if"] == "github.ref == 'refs/heads/main'"
    needed = {"API_BASE_URL", "FRONTEND_URL", "RELEASES_BUCKET"}
    assert needed - set(job["env"]) == set()


def test_whatever_ends_the_deployment_leads_to_a_look_at_the_service() -> None:
    given = "steps.service.outputs.task-definition-arn != ''"
    verify = step_with("Verify the release, or go back")["if"]
    abandon = step_with("Go back after the deployment was cancelled")["if"]
    assert (verify, abandon) == (
        f"${{{{ !cancelled() && {given} }}}}",
        f"${{{{ cancelled() && {given} }}}}",
    )


def step_with(name: str) -> dict[str, Any]:
    return next(step for _, step in steps("deploy-backend.yml") if step.get("name") == name)


def test_the_guides_steps_in_their_order() -> None:
    names = [step.get("name", step.get("run", "")) for _, step in steps("deploy-backend.yml")]
    order = [
        *("Validate config", "Build and push the image", "Prepare the release"),
        *("Deploy to ECS", "Verify the release, or go back"),
    ]
    assert [name for name in names if name in order] == order
    tags = step_with("Build and push the image")["with"]["tags"].strip().splitlines()
    assert [tag.rpartition("/")[2] for tag in tags] == [
        "itg-backend:${{ steps.commit.outputs.sha }}",
        "itg-backend:latest",
    ]
    assert step_with("Deploy to ECS")["with"]["wait-for-service-stability"] is True


def test_one_commit_everywhere() -> None:
    text = (ROOT / ".github/workflows/deploy-backend.yml").read_text()
    assert text.count("github.event.workflow_run.head_sha || github.sha") == 1
    jobs = workflow("deploy-backend.yml")["jobs"]
    assert jobs["frontend"]["needs"] == "backend"
    assert jobs["frontend"]["with"]["commit"] == "${{ needs.backend.outputs.commit }}"
    checkout = steps("deploy-frontend.yml")[0][1]["with"]
    assert checkout["ref"] == "${{ inputs.commit || github.sha }}"


def test_the_release_is_given_every_variable_and_each_secret_to_no_other_step() -> None:
    backend = workflow("deploy-backend.yml")["jobs"]["backend"]
    given = set(backend["env"]) | set(step_with("Prepare the release")["env"])
    backends = {row.name for row in VARIABLES if row.reader == "backend"}
    assert backends - given == NOT_PASSED, "add the variable to deploy-backend.yml or NOT_PASSED"
    for name in ("DB_HOST", "DB_NAME", "DB_USER"):  # variables, or the guide's secrets
        assert backend["env"][name] == f"${{{{ vars.{name} || secrets.{name} }}}}"
    secret = {row.name for row in VARIABLES if row.secret}
    assert secret & set(backend["env"]) == set()
    known = backends | {row.name for row in config.VARIABLES} | {"PYTHONPATH", "AWS_REGION"}
    assert backend["env"]["ACCEPT"] == "${{ inputs.accept }}"  # of `release prepare --accept`
    known |= {"ACCEPT"}
    assert given <= known


def test_the_secrets_are_written_once_and_two_steps_have_them() -> None:
    text = (ROOT / ".github/workflows/deploy-backend.yml").read_text()
    secrets = {row.name for row in VARIABLES if row.secret}
    have = [
        (step["name"], set(step["env"]))
        for _, step in steps("deploy-backend.yml")
        if secrets & set(step.get("env", {}))
    ]
    (first, given), (second, same) = have
    assert (first, second) == ("Validate config", "Prepare the release")
    assert given == same
    assert [name for name in given if text.count(f"secrets.{name} ") != 1] == []
