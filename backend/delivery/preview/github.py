"""GitHub: whether a pull request is open, one comment on it, and deployments with their addresses.

Where GITHUB_REPOSITORY and GITHUB_TOKEN are not set, as on a laptop, nothing is read or written.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, Final
from urllib.parse import quote

from delivery.preview import comment_parts
from delivery.tools import github_api
from delivery.tools.errors import DeliveryError
from delivery.tools.github_api import known
from delivery.tools.progress import Say
from delivery.tools.stages import Preview

MARK: Final = "<!-- preview -->"
INSIDERS: Final = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
RECENT: Final = 100  # deployments, each of which is asked about
DESTROYED: Final = "The preview is destroyed. The next push makes it anew."


@contextmanager
def telling(say: Say) -> Iterator[None]:
    """What GitHub is told. A failure of it is a warning, for what was delivered stays so."""
    try:
        yield
    except DeliveryError as error:
        say(f"Warning: GitHub was not told. {error.message} {error.remedy}")


def state(stage: Preview) -> str:
    """Of its pull request: open, closed, merged, missing, or unknown where GitHub is not known."""
    if not known():
        return "unknown"
    found = github_api.find(f"/pulls/{stage.number}") or {"state": "missing"}
    return "merged" if found.get("merged_at") else str(found["state"])


def comment(stage: Preview, text: str) -> None:
    """Make the pull request's one comment say this of its preview."""
    write(stage, lambda body: comment_parts.join(f"{MARK}\n{text}", comment_parts.split(body)[1]))


def comment_on_change(stage: Preview, text: str) -> None:
    """Make the pull request's one comment say this of what it changes."""
    write(stage, lambda body: comment_parts.join(comment_parts.split(body)[0] or MARK, text))


def write(stage: Preview, change: Callable[[str], str]) -> None:
    """``change`` makes the comment's new text of its old one, which is empty if there is none."""
    if not known():
        return
    found = github_api.made(
        lambda: next(filter(ours, comments(stage)), None),
        lambda: github_api.ask("POST", f"/issues/{stage.number}/comments", {"body": change("")}),
    )
    if found["body"] != (wanted := change(found["body"])):
        github_api.ask("PATCH", f"/issues/comments/{found['id']}", {"body": wanted})


def check(commit: str, status: dict[str, str]) -> None:
    """Put a status beside the commit. The same status twice is as good as once.

    https://docs.github.com/en/rest/commits/statuses#create-a-commit-status
    """
    if known():
        path = f"/statuses/{commit}"
        github_api.made(lambda: None, lambda: github_api.ask("POST", path, status))


def comments(stage: Preview) -> Iterator[dict[str, Any]]:
    return github_api.every(f"/issues/{stage.number}/comments")


def ours(comment: dict[str, Any]) -> bool:
    """Anyone can write the mark, and could then change what stands below it."""
    author = comment["user"] or {}  # none: the account was deleted
    trusted = author.get("type") == "Bot" or comment["author_association"] in INSIDERS
    return MARK in (comment["body"] or "") and trusted


def activate(stage: Preview, commit: str, url: str) -> None:
    """A deployment of that commit, live at ``url``; the stage's earlier ones are over.

    GitHub ends those itself, but only where no deployment is marked as transient.
    https://docs.github.com/en/rest/deployments/statuses#create-a-deployment-status
    """
    if not known():
        return
    body = {
        "ref": commit,
        "environment": stage.name,
        "production_environment": False,
        "auto_merge": False,
        "required_contexts": [],
    }
    # One that has no status is what an unsure request left behind.
    found = github_api.made(
        lambda: next((one for one in of_commit(stage, commit) if not last_status(one)), None),
        lambda: github_api.ask("POST", "/deployments", body),
    )
    end(found, {"state": "success", "environment_url": url, "auto_inactive": True})


def of_commit(stage: Preview, commit: str) -> Iterator[dict[str, Any]]:
    return github_api.every(f"/deployments?environment={stage.name}&sha={quote(commit)}")


def last_status(deployment: dict[str, Any]) -> dict[str, Any]:
    """Its newest status; empty where it has none."""
    found = github_api.ask("GET", f"/deployments/{deployment['id']}/statuses?per_page=1")
    return dict(found[0]) if found else {}


def end(deployment: dict[str, Any], status: dict[str, Any]) -> None:
    """Give it that status, unless it is the newest that it has."""

    def known_status() -> dict[str, Any] | None:
        found = last_status(deployment)
        return found if found.get("state") == status["state"] else None

    path = f"/deployments/{deployment['id']}/statuses"
    github_api.made(known_status, lambda: github_api.ask("POST", path, status))


def deactivate(stage: Preview) -> None:
    """Every deployment of the stage is over, and its comment says so."""
    if not known():
        return
    for one in github_api.every(f"/deployments?environment={stage.name}"):
        end(one, {"state": "inactive"})
    if any(map(ours, comments(stage))):
        comment(stage, DESTROYED)


def deactivate_others(standing: Collection[Preview]) -> None:
    """End live deployments of previews that do not stand, among the RECENT deployments.

    Where GitHub could not be told that a preview is destroyed, no listing of previews finds it.
    """
    if not known():
        return
    deployments = github_api.every("/deployments")
    live = {
        stage
        for one in islice(deployments, RECENT)
        if (stage := Preview.named(one["environment"]))
        and stage not in standing
        and last_status(one).get("state") != "inactive"
    }
    for stage in sorted(live, key=lambda one: one.number):
        deactivate(stage)


def seconds(moment: str) -> float:
    """Of an ISO 8601 moment, since the epoch; 0 of none."""
    return datetime.fromisoformat(moment).timestamp() if moment else 0.0
