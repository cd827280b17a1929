"""Previews from GitHub: credentials and a pull request's code never meet in one job."""

from typing import Any

import pytest

from delivery.preview_settings import NEEDED
from tests.contracts.test_workflows import steps, workflow

FILES = ("preview.yml", "preview-cleanup.yml")
DEFAULT_BRANCH = "${{ github.event.repository.default_branch }}"
JOBS = workflow("preview.yml")["jobs"]


def step_of(file: str, job: str, use: str) -> dict[str, Any]:
    return next(step for name, step in steps(file) if name == job and use in step.get("uses", ""))


def test_the_pull_requests_code_runs_without_credentials() -> None:
    assert JOBS["build"]["permissions"] == {"contents": "read"}
    assert "environment" not in JOBS["build"]
    assert "secrets." not in str(JOBS["build"])
    assert "pull_request.head.sha" in step_of("preview.yml", "build", "checkout")["with"]["ref"]


@pytest.mark.parametrize(("file", "job"), [("preview.yml", "deploy"), (FILES[1], "cleanup")])
def test_credentials_meet_the_default_branchs_code_alone(file: str, job: str) -> None:
    assert step_of(file, job, "checkout")["with"]["ref"] == DEFAULT_BRANCH
    assert workflow(file)["jobs"][job]["environment"] == "previews"
    assert set(NEEDED) <= workflow(file)["jobs"][job]["env"].keys()


def test_a_fork_is_not_deployed_until_somebody_names_its_commit() -> None:
    assert JOBS["build"]["if"].endswith("head.repo.full_name == github.repository")
    assert JOBS["deploy"]["needs"] == "build"
    inputs = workflow("preview.yml")[True]["workflow_dispatch"]["inputs"]
    assert [name for name, one in inputs.items() if one["required"]] == ["number", "commit"]


@pytest.mark.parametrize("file", FILES)
def test_no_run_is_cancelled_half_way_and_no_shell_reads_what_was_typed(file: str) -> None:
    assert workflow(file)["concurrency"]["cancel-in-progress"] is False
    assert [step["run"] for _, step in steps(file) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("file", [*FILES, "preview-keeper.yml"])
def test_a_repository_without_previews_has_no_runs_but_those_started_by_hand(file: str) -> None:
    """Decided by a variable of the repository, before an environment is named."""
    first = next(iter(workflow(file)["jobs"].values()))
    by_hand, _, by_itself = first["if"].partition(" || ")
    assert by_hand.endswith("github.event_name == 'workflow_dispatch'")
    assert by_itself.removeprefix("(").startswith("vars.PREVIEWS_ENABLED == 'true'")


def test_cleanup_runs_on_close_every_night_and_by_hand() -> None:
    triggers = workflow("preview-cleanup.yml")[True]
    assert triggers["pull_request_target"] == {"types": ["closed"]}
    assert triggers.keys() == {"pull_request_target", "schedule", "workflow_dispatch"}
