"""Previews from GitHub: credentials and a pull request's code never meet in one workflow."""

from itertools import product
from typing import Any

import pytest

from delivery.preview.build import KINDS, BuildKind
from delivery.preview.settings import NEEDED
from tests.contracts.conditions import LABELS, evaluated, of_pull, skips
from tests.contracts.test_workflows import WORKFLOWS, steps, workflow

FILES = ("preview.yml", "preview-cleanup.yml", "compare-comment.yml")
DEFAULT_BRANCH = "${{ github.event.repository.default_branch }}"
OF_EACH_KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
# What GitHub takes from a pull request's branch, and with it whatever the branch wrote there.
FROM_THE_BRANCH = {"pull_request", "push"}


def step_of(file: str, use: str) -> dict[str, Any]:
    return next(step for _, step in steps(file) if use in step.get("uses", ""))


def signed_in(file: str) -> dict[str, Any]:
    (job,) = [job for job in workflow(file)["jobs"].values() if "environment" in job]
    found: dict[str, Any] = job
    return found


@OF_EACH_KIND
def test_the_pull_requests_code_runs_without_credentials(kind: BuildKind) -> None:
    build = workflow(kind.file)
    assert build["name"] == kind.workflow
    assert build[True].keys() == {"pull_request"}
    assert all(job["permissions"] == {"contents": "read"} for job in build["jobs"].values())
    assert "environment" not in str(build["jobs"])
    assert "secrets." not in str(build)
    checkouts = [step for _, step in steps(kind.file) if "checkout" in step.get("uses", "")]
    assert len(checkouts) == len(build["jobs"])
    assert all("pull_request.head.sha" in step["with"]["ref"] for step in checkouts)


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


@OF_EACH_KIND
def test_what_has_credentials_follows_a_run_that_is_none_of_a_fork(kind: BuildKind) -> None:
    triggers, condition = workflow(kind.reader)[True], signed_in(kind.reader)["if"]
    assert triggers["workflow_run"]["workflows"] == [kind.workflow]
    waits = "in_progress" in triggers["workflow_run"]["types"]
    for needed in (
        "action == 'in_progress'" if waits else "workflow_run.conclusion == 'success'",
        "workflow_run.event == 'pull_request'",
        "workflow_run.head_repository.full_name == github.repository",
    ):
        assert f"&& github.event.{needed}" in f"&& {condition.split('|| (')[1]}"
    inputs = triggers["workflow_dispatch"]["inputs"]
    assert [name for name, one in inputs.items() if one["required"]] == ["number", "commit"]


@OF_EACH_KIND
def test_number_and_run_are_githubs_and_what_was_kept_is_data(kind: BuildKind) -> None:
    """Nothing reads a number from the artifact, and nothing runs that is in it."""
    after = [step for job, step in steps(kind.reader) if job != "explain"]
    explained = after.pop() if "explain" in str(after[-1]) else None
    found = next(index for index, step in enumerate(after) if step.get("id") == "built")
    fetched = next(index for index, step in enumerate(after) if "download" in str(step))
    assert found < fetched
    waits = "--within " in after[found]["run"]
    assert waits == ("in_progress" in workflow(kind.reader)[True]["workflow_run"]["types"])
    downloads = [step["with"] for step in after if "download" in str(step)]
    assert tuple(one["name"] for one in downloads) == kind.names
    assert {one["run-id"] for one in downloads} == {"${{ steps.built.outputs.run }}"}
    assert {step["if"] for step in after[fetched:]} == {"steps.built.outputs.number != ''"}
    (ran,) = [step for step in after[fetched:] if "run" in step]
    assert ran["env"]["NUMBER"] == "${{ steps.built.outputs.number }}"
    does = {"preview.yml": "deploy", "compare-comment.yml": "compared"}[kind.reader]
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


def test_a_link_to_sign_in_is_made_by_hand_with_the_default_branchs_code() -> None:
    assert workflow("preview-sign-in.yml")[True].keys() == {"workflow_dispatch"}
    assert step_of("preview-sign-in.yml", "checkout")["with"]["ref"] == DEFAULT_BRANCH
    assert signed_in("preview-sign-in.yml")["environment"] == "previews"


def test_access_ends_when_the_repository_becomes_public_and_nobody_has_to_approve_it() -> None:
    """With the default branch's code, and a role that can do nothing else."""
    document = workflow("preview-revoke.yml")
    assert document[True] == {"public": None, "workflow_dispatch": None}
    assert step_of("preview-revoke.yml", "checkout")["with"]["ref"] == DEFAULT_BRANCH
    assert signed_in("preview-revoke.yml")["environment"] == "previews-revoke"
    (job,) = document["jobs"].values()
    assert job["steps"][-1]["run"] == "build/tools/bin/python -m delivery preview revoke --all"


BUILT = {("labeled", "preview"), ("unlabeled", "no-preview")}
# These change what the comment says.
ANNOUNCED = BUILT | {("labeled", "no-preview"), ("unlabeled", "preview")}


@pytest.mark.parametrize(
    ("file", "event", "expected"),
    [
        ("preview-build.yml", "pull_request", BUILT),
        ("preview-announce.yml", "pull_request_target", ANNOUNCED),
    ],
)
def test_only_the_labels_of_previews_start_something(
    file: str, event: str, expected: set[tuple[str, str]]
) -> None:
    document = workflow(file)
    assert {"labeled", "unlabeled"} <= set(document[True][event]["types"])
    enabled = {"vars": {"PREVIEWS_ENABLED": "true"}}
    found = list(product(("labeled", "unlabeled"), LABELS))
    for job in document["jobs"].values():
        asked = [(f"${{{{ {skips(job)} }}}}", of_pull(event, *one) | enabled) for one in found]
        skipped = dict(zip(found, evaluated(asked), strict=True))
        assert {one for one in found if skipped[one] == "false"} == expected


def test_a_push_is_announced_and_a_build_that_failed_is_explained() -> None:
    """Those of forks too, and a deploy that nobody approved or that was cancelled."""
    types = workflow("preview-announce.yml")[True]["pull_request_target"]["types"]
    assert {"opened", "reopened", "synchronize"} <= set(types)
    job = workflow("preview.yml")["jobs"]["explain"]
    ended = '["failure", "timed_out", "startup_failure", "cancelled", "action_required"]'
    assert f"fromJSON('{ended}'), github.event.workflow_run.conclusion" in job["if"]
    assert "head_repository" not in job["if"]
    assert job["needs"] == "deploy"  # a job whose approval is rejected begins no step
    assert job["if"].startswith("always() && github.ref == 'refs/heads/main' && (")
    assert """fromJSON('["failure", "cancelled"]'), needs.deploy.result)""" in job["if"]
    run = "${{ needs.deploy.result == 'skipped' && github.event.workflow_run.id || github.run_id }}"
    assert job["steps"][-1]["env"]["RUN"] == run


def test_a_deploy_says_first_that_it_builds_whatever_an_earlier_run_said() -> None:
    """A run that is started again is no push, so it is not announced."""
    ran = workflow("preview.yml")["jobs"]["deploy"]["steps"]
    (begin,) = [at for at, step in enumerate(ran) if "preview begin " in step.get("run", "")]
    (signed_in,) = [at for at, step in enumerate(ran) if "credentials" in step.get("uses", "")]
    assert begin < signed_in
    assert "if" not in ran[begin]
    assert ran[begin]["env"]["RUN"] == "${{ github.event.workflow_run.id }}"


@OF_EACH_KIND
def test_what_was_kept_stays_for_as_long_as_an_approval_may_take(kind: BuildKind) -> None:
    """A job waits 30 days for an approval, and may run again for 30 days after that."""
    kept = [step["with"] for _, step in steps(kind.file) if "upload-" in step.get("uses", "")]
    assert set(kind.names) <= {one["name"] for one in kept}
    assert all(60 < one["retention-days"] <= 90 for one in kept)


def caches(file: str, job: str, use: str) -> list[dict[str, Any]]:
    return [step for name, step in steps(file) if name == job and f"actions/{use}@" in str(step)]


@pytest.mark.parametrize(
    ("job", "main", "main_job"),
    [("package", "preview-provisioner.yml", "provisioner"), ("site", "ci.yml", "frontend-build")],
)
def test_what_a_preview_is_built_of_is_saved_for_others_by_main_alone(
    job: str, main: str, main_job: str
) -> None:
    """A cache that is saved at a pull request is for that pull request."""
    (own,) = caches("preview-build.yml", job, "cache")
    (others,) = caches("preview-build.yml", job, "cache/restore")
    sought = {own["with"]["key"], others["with"]["key"]}
    found = caches(main, main_job, "cache/restore") + caches(main, main_job, "cache/save")
    assert sought <= {step["with"]["key"] for step in found}
    paths = {step["with"]["path"] for step in caches(main, main_job, "cache/save")}
    assert {own["with"]["path"], others["with"]["path"]} == paths
    assert caches("preview-build.yml", job, "cache/save") == []
    if main == "ci.yml":
        saved = caches(main, main_job, "cache/save")
        assert all("github.ref == 'refs/heads/main'" in step["if"] for step in saved)


def test_a_forks_commit_is_built_from_nothing_that_an_earlier_one_left() -> None:
    """Somebody looks at one commit and approves it."""
    cached = [step for _, step in steps("preview-build.yml") if "actions/cache" in str(step)]
    assert len(cached) == 4
    assert all(step["if"].startswith("env.OWN == 'true'") for step in cached)
    for job in ("package", "site"):
        own = workflow("preview-build.yml")["jobs"][job]["env"]["OWN"]
        assert own == "${{ github.event.pull_request.head.repo.full_name == github.repository }}"


def test_what_has_not_changed_is_not_built_again() -> None:
    for job in ("package", "site"):
        ran = [step for name, step in steps("preview-build.yml") if name == job and "run" in step]
        hit = f"steps.{job}.outputs.cache-hit != 'true'"
        assert all(hit in step["if"] for step in ran)


@pytest.mark.parametrize("file", FILES)
def test_no_run_is_cancelled_half_way_and_no_shell_reads_what_was_typed(file: str) -> None:
    """Deploys of one preview that meet are settled by its lease."""
    concurrency = workflow(file).get("concurrency", {})
    assert (concurrency == {}) == (file == "preview.yml")
    assert not concurrency.get("cancel-in-progress")
    assert [step["run"] for _, step in steps(file) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("file", [*FILES, "preview-provisioner.yml", "preview-revoke.yml"])
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
