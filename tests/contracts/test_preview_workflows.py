"""Previews from GitHub: credentials and a pull request's code never meet in one workflow."""

from typing import Any

import pytest

from delivery.preview.build import ARTIFACTS, Artifact
from delivery.preview.settings import NEEDED
from tests.contracts.test_workflows import WORKFLOWS, steps, workflow

FILES = ("preview.yml", "preview-cleanup.yml", "compare-comment.yml")
DEFAULT_BRANCH = "${{ github.event.repository.default_branch }}"
KINDS = pytest.mark.parametrize("artifact", ARTIFACTS.values(), ids=ARTIFACTS)
# What GitHub takes from a pull request's branch, and with it whatever the branch wrote there.
FROM_THE_BRANCH = {"pull_request", "push"}


def step_of(file: str, use: str) -> dict[str, Any]:
    return next(step for _, step in steps(file) if use in step.get("uses", ""))


def signed_in(file: str) -> dict[str, Any]:
    (job,) = [job for job in workflow(file)["jobs"].values() if "environment" in job]
    found: dict[str, Any] = job
    return found


@KINDS
def test_the_pull_requests_code_runs_without_credentials(artifact: Artifact) -> None:
    build = workflow(artifact.file)
    assert build["name"] == artifact.workflow
    assert build[True] == {"pull_request": None}
    assert [job["permissions"] for job in build["jobs"].values()] == [{"contents": "read"}]
    assert "environment" not in str(build["jobs"])
    assert "secrets." not in str(build)
    assert "pull_request.head.sha" in step_of(artifact.file, "checkout")["with"]["ref"]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_no_branch_decides_what_runs_with_credentials(file: Any) -> None:
    document = workflow(file.name)
    trusted = "id-token" in str(document) or "environment" in str(document["jobs"])
    triggers = document[True]
    assert not trusted or not FROM_THE_BRANCH & set(triggers)


@pytest.mark.parametrize("file", FILES)
def test_credentials_meet_the_default_branchs_code_alone(file: str) -> None:
    assert step_of(file, "checkout")["with"]["ref"] == DEFAULT_BRANCH
    assert signed_in(file)["environment"] == "previews"
    assert set(NEEDED) <= signed_in(file)["env"].keys()


@KINDS
def test_what_has_credentials_follows_a_success_that_is_none_of_a_fork(artifact: Artifact) -> None:
    triggers, condition = workflow(artifact.reader)[True], signed_in(artifact.reader)["if"]
    assert triggers["workflow_run"] == {"workflows": [artifact.workflow], "types": ["completed"]}
    for needed in (
        "workflow_run.conclusion == 'success'",
        "workflow_run.event == 'pull_request'",
        "workflow_run.head_repository.full_name == github.repository",
    ):
        assert f"&& github.event.{needed}" in f"&& {condition.split('|| (')[1]}"
    inputs = triggers["workflow_dispatch"]["inputs"]
    assert [name for name, one in inputs.items() if one["required"]] == ["number", "commit"]


@KINDS
def test_number_and_run_are_githubs_and_what_was_kept_is_data(artifact: Artifact) -> None:
    """Nothing reads a number from the artifact, and nothing runs that is in it."""
    after = [step for job, step in steps(artifact.reader) if job != "explain"]
    explained = after.pop() if "explain" in str(after[-1]) else None
    found = next(index for index, step in enumerate(after) if step.get("id") == "built")
    fetched = next(index for index, step in enumerate(after) if "download" in str(step))
    assert found < fetched
    assert after[fetched]["with"]["name"] == artifact.name
    assert after[fetched]["with"]["run-id"] == "${{ steps.built.outputs.run }}"
    assert {step["if"] for step in after[fetched:]} == {"steps.built.outputs.number != ''"}
    (ran,) = [step for step in after[fetched:] if "run" in step]
    assert ran["env"]["NUMBER"] == "${{ steps.built.outputs.number }}"
    does = {"built": "deploy", "comparison": "compared"}[artifact.name]
    assert ran["run"].startswith(f"build/tools/bin/python -m delivery preview {does} ")
    if explained:
        assert explained["if"] == "failure()"
        assert explained["env"]["RUN"] == "${{ github.run_id }}"


@pytest.mark.parametrize(
    ("file", "job"), [("preview-announce.yml", "announce"), ("preview.yml", "explain")]
)
def test_who_only_tells_runs_the_default_branchs_code_and_signs_in_nowhere(
    file: str, job: str
) -> None:
    told = workflow(file)["jobs"][job]
    ran = [step for name, step in steps(file) if name == job]
    assert "environment" not in told
    assert "id-token" not in told["permissions"]
    assert ran[0]["with"]["ref"] == DEFAULT_BRANCH
    assert [step["run"] for step in ran if "${{" in step.get("run", "")] == []
    assert "vars.PREVIEWS_ENABLED == 'true'" in told["if"]


def test_a_push_is_announced_and_a_build_that_failed_is_explained() -> None:
    """Those of forks too. A build that was cancelled has a later one, which says how it is."""
    types = workflow("preview-announce.yml")[True]["pull_request_target"]["types"]
    assert {"opened", "reopened", "synchronize"} <= set(types)
    condition = workflow("preview.yml")["jobs"]["explain"]["if"]
    assert 'fromJSON(\'["failure", "timed_out", "startup_failure"]\')' in condition
    assert "head_repository" not in condition


@KINDS
def test_what_was_kept_stays_for_as_long_as_an_approval_may_take(artifact: Artifact) -> None:
    """A job waits 30 days for an approval, and may run again for 30 days after that."""
    kept = step_of(artifact.file, "upload-artifact")["with"]
    assert kept["name"] == artifact.name
    assert 60 < kept["retention-days"] <= 90


@pytest.mark.parametrize("file", FILES)
def test_no_run_is_cancelled_half_way_and_no_shell_reads_what_was_typed(file: str) -> None:
    assert workflow(file)["concurrency"]["cancel-in-progress"] is False
    assert [step["run"] for _, step in steps(file) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("file", [*FILES, "preview-provisioner.yml"])
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
