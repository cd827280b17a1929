"""Finds the result of a workflow without credentials, and its pull request.

Both come from GitHub's API and never from the result itself, because the pull request's code wrote
it. The workflow's event does not name a fork's pull request, and may name several others.
"""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from delivery.preview import admission
from delivery.tools import github_api
from delivery.tools.errors import DeliveryError
from delivery.tools.waiting import Deadline


@dataclass(frozen=True, slots=True)
class BuildKind:
    """``workflow``, in ``file``, writes the artifacts ``names``, and ``reader`` reads them."""

    names: tuple[str, ...]
    workflow: str
    file: str
    reader: str


KINDS: Final = {
    "preview": BuildKind(("package", "site"), "Preview build", "preview-build.yml", "preview.yml"),
    "comparison": BuildKind(("comparison",), "Comparison", "compare.yml", "compare-comment.yml"),
}
PREVIEW: Final = KINDS["preview"]
POLL_SECONDS: Final = 3.0


@dataclass(frozen=True, slots=True)
class Built:
    """``run`` is the number of the workflow's run that holds the artifacts.

    ``pushed`` is when the run was created, which is the time of the push, in ISO 8601.
    """

    number: int
    commit: str
    run: int
    pushed: str = ""


def of_head(
    repository: str,
    branch: str,
    commit: str,
    run: int,
    kind: BuildKind = PREVIEW,
    within: float = 0.0,
) -> Built | None:
    """Wait for a run's artifacts for the open pull request from that branch.

    None if the pull request has a newer commit or gets no preview, or if the run ended without
    artifacts. Raises DeliveryError if the branch has several pull requests, an artifact is gone, or
    the time is over.
    """
    number = number_at(repository, branch, commit, kind)
    if number is None or (kind is PREVIEW and is_refused(number)):
        return None
    facts = wait(run, kind, within)
    if facts is None or number_at(repository, branch, commit, kind) != number:
        return None
    return kept(Built(number, commit, run, str(facts["created_at"])), kind)


def wait(run: int, kind: BuildKind, within: float) -> dict[str, Any] | None:
    """The run in GitHub's API, when it has all artifacts. None if it ended without them.

    The run may then still have other jobs.
    """
    deadline = Deadline(within, POLL_SECONDS)
    while True:
        found: dict[str, Any] = github_api.ask("GET", f"/actions/runs/{run}")
        if found["status"] == "completed":
            return found if found["conclusion"] == "success" else None
        if all(is_there(run, name) for name in kind.names):
            return found
        if not deadline.pause():
            raise DeliveryError(
                f"The run {run} of `{kind.workflow}` did not end within {within:.0f} s.",
                "Wait for the end of that run, then run this job again.",
            )


def is_refused(number: int) -> bool:
    """Whether the pull request gets no preview. Its comment says why."""
    pull = github_api.ask("GET", f"/pulls/{number}")
    return bool(admission.refusal(pull, admission.load()))


def number_at(repository: str, branch: str, commit: str, kind: BuildKind = PREVIEW) -> int | None:
    """Number of the open pull request of that branch and commit. None if there is none.

    Raises DeliveryError where there are several.
    """
    head = quote(f"{repository.partition('/')[0]}:{branch}", safe="")
    pulls = github_api.every(f"/pulls?state=open&head={head}")
    wanted = (repository, branch, commit)
    numbers = [pull["number"] for pull in pulls if head_of(pull) == wanted]
    if len(numbers) > 1:
        raise DeliveryError(
            f"The pull requests {', '.join(map(str, sorted(numbers)))} have the same "
            f"newest commit, {commit[:12]}.",
            f"Choose one: gh workflow run {kind.reader} -f number=N -f commit={commit}",
        )
    return numbers[0] if numbers else None


def of_number(number: int, commit: str, kind: BuildKind = PREVIEW) -> Built:
    """The artifacts of that commit. Raises DeliveryError unless an open pull request is at it."""
    pull = github_api.find(f"/pulls/{number}")
    if pull is None or pull["state"] != "open":
        raise DeliveryError(
            f"Pull request {number} is not open.", "Reopen it, or give another number."
        )
    repository, _, head = head_of(pull)
    if head != commit:
        raise DeliveryError(
            f"Pull request {number} is at {head[:12]} and no longer at {commit[:12]}.",
            "Review the newest commit, and start again with its full SHA.",
        )
    query = f"head_sha={commit}&event=pull_request&status=success"
    runs = [
        (run["id"], run["created_at"])
        for run in github_api.every(f"/actions/workflows/{kind.file}/runs?{query}", "workflow_runs")
        if (run["head_repository"] or {}).get("full_name") == repository
    ]
    if not runs:
        raise DeliveryError(
            f"No run of `{kind.workflow}` has built {commit[:12]}.",
            f"Wait for that workflow, or approve its run. To find the run: "
            f"gh run list --workflow {kind.file} --commit {commit}",
        )
    run, pushed = max(runs)
    return kept(Built(number, commit, run, pushed), kind)


def head_of(pull: dict[str, Any]) -> tuple[str, str, str]:
    """Its repository, branch and commit. The repository is empty if it was deleted."""
    head = pull["head"]
    return (head["repo"] or {}).get("full_name", ""), head["ref"], head["sha"]


def kept(built: Built, kind: BuildKind) -> Built:
    """The same. Raises DeliveryError if GitHub does not have all artifacts any more."""
    if not all(is_there(built.run, name) for name in kind.names):
        raise DeliveryError(
            f"The artifacts of the run {built.run} are gone. GitHub keeps them for 90 days.",
            f"Build it again with `gh run rerun {built.run}`, then start this again. A "
            "run that is older than 30 days cannot be run again. Push an empty commit "
            "instead: `git commit --allow-empty`.",
        )
    return built


def is_there(run: int, name: str) -> bool:
    """Whether GitHub has that artifact of the run."""
    path = f"/actions/runs/{run}/artifacts?name={name}"
    return any(not one["expired"] for one in github_api.every(path, "artifacts"))
