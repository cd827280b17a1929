"""How a workflow's run ended where no step of it failed: nobody approved it, or it was cancelled.

https://docs.github.com/en/rest/actions/workflow-runs
"""

from typing import Any, Final

from delivery.preview import github
from delivery.preview.comment import Ending
from delivery.tools import github_api

REJECTED: Final = "A reviewer rejected it. Push again, or ask the reviewer why."
UNAPPROVED: Final = "GitHub waits for a maintainer to approve the build, in this page's checks."
CANCELLED: Final = "The workflow was cancelled. Run it again from its page, or push again."


def of_run(run: str) -> Ending | None:
    """None for a run that failed, or of which GitHub knows nothing."""
    facts = github_api.find(f"/actions/runs/{run}")
    if facts is None:
        return None
    if facts["conclusion"] == "action_required":
        return Ending("not approved", UNAPPROVED, github.run_page(run), waits=True)
    if is_rejected(run):
        return Ending("not approved", REJECTED, github.run_page(run))
    if facts["conclusion"] == "cancelled" or has_cancelled_job(run):
        return Ending("cancelled", CANCELLED, github.run_page(run), superseded=has_later(facts))
    return None


def is_rejected(run: str) -> bool:
    reviews = github_api.ask("GET", f"/actions/runs/{run}/approvals")
    return any(one["state"] == "rejected" for one in reviews)


def has_cancelled_job(run: str) -> bool:
    """Of a run that goes on, for its last job asks this."""
    ended = {one["conclusion"] for one in github_api.every(f"/actions/runs/{run}/jobs", "jobs")}
    return "cancelled" in ended and "failure" not in ended


def has_later(facts: dict[str, Any]) -> bool:
    """Whether a later run of the same workflow is about the same commit."""
    path = f"/actions/workflows/{facts['workflow_id']}/runs?head_sha={facts['head_sha']}"
    runs = github_api.every(path, "workflow_runs")
    return any(one["id"] > facts["id"] and one["conclusion"] != "skipped" for one in runs)
