"""GitHub: whether a pull request is open, one comment on it, and deployments with their addresses.

If GITHUB_REPOSITORY and GITHUB_TOKEN are not set, as on a laptop, nothing is read or written.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, Final
from urllib.parse import quote

from delivery.preview import comment_parts
from delivery.preview.comment import MARK
from delivery.tools import github_api
from delivery.tools.config import environment
from delivery.tools.errors import DeliveryError
from delivery.tools.github_api import is_configured
from delivery.tools.progress import Say
from delivery.tools.stages import Preview

SERVER: Final = "https://github.com"
INSIDERS: Final = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
RECENT: Final = 100  # newest deployments that are examined; each takes one more request
BEGUN: Final = 10  # newest deployments of a preview in which unfinished ones are looked for
MOST: Final = 140  # characters of a status's description
UNDER_WAY: Final = frozenset({"in_progress", "queued", "pending"})
DESTROYED: Final = "The preview is destroyed. The next push creates it again."


@contextmanager
def telling(say: Say) -> Iterator[None]:
    """A block that writes to GitHub. An error is only printed: it does not affect the preview."""
    try:
        yield
    except DeliveryError as error:
        say(f"Warning: GitHub could not be updated. {error.message} {error.remedy}")


def pull_request(stage: Preview) -> dict[str, Any] | None:
    """The stage's pull request in GitHub's API. None if there is none."""
    found: dict[str, Any] | None = github_api.find(f"/pulls/{stage.number}")
    return found


def state(stage: Preview) -> str:
    """The pull request's state: open, closed, merged, missing, or unknown without GitHub."""
    if not is_configured():
        return "unknown"
    found = pull_request(stage) or {"state": "missing"}
    return "merged" if found.get("merged_at") else str(found["state"])


def comment(stage: Preview, text: str) -> None:
    """Write this text about the preview into our comment on the pull request."""
    comment_anew(stage, lambda before: text)


def comment_anew(stage: Preview, change: Callable[[str], str]) -> None:
    """``change`` gets the comment's part about the preview, and returns the new part.

    It must be idempotent: if it gets its own result, it returns the same text.
    """

    def changed(body: str) -> str:
        upper, lower = comment_parts.split(body)
        return comment_parts.join(f"{MARK}\n{change(upper)}", lower)

    write(stage, changed)


def comment_on_change(stage: Preview, text: str) -> None:
    """Write into our comment on the pull request what the pull request changes."""
    write(stage, lambda body: comment_parts.join(comment_parts.split(body)[0] or MARK, text))


def write(stage: Preview, change: Callable[[str], str]) -> None:
    """``change`` makes the new text from the old one, which is empty if there is no comment."""
    if not is_configured():
        return
    found = github_api.made(
        lambda: next(filter(ours, comments(stage)), None),
        lambda: github_api.ask("POST", f"/issues/{stage.number}/comments", {"body": change("")}),
    )
    if found["body"] != (wanted := change(found["body"])):
        github_api.ask("PATCH", f"/issues/comments/{found['id']}", {"body": wanted})


def set_commit_status(commit: str, status: dict[str, str]) -> None:
    """Set a status on the commit. It is safe to set the same status twice.

    https://docs.github.com/en/rest/commits/statuses#create-a-commit-status
    """
    if is_configured():
        path = f"/statuses/{commit}"
        github_api.made(lambda: None, lambda: github_api.ask("POST", path, status))


def comments(stage: Preview) -> Iterator[dict[str, Any]]:
    return github_api.every(f"/issues/{stage.number}/comments")


def has_comment(stage: Preview) -> bool:
    """Whether we wrote a comment on the pull request. False without GitHub."""
    return is_configured() and any(map(ours, comments(stage)))


def ours(comment: dict[str, Any]) -> bool:
    """Whether we wrote the comment. Anyone can write a comment with our mark."""
    author = comment["user"] or {}  # none: the account was deleted
    trusted = author.get("type") == "Bot" or comment["author_association"] in INSIDERS
    return MARK in (comment["body"] or "") and trusted


def begin(stage: Preview, commit: str, log: str) -> None:
    """Begin a deployment of that commit, with its ``log``. End unfinished ones of other commits."""
    if not is_configured():
        return
    for one in islice(of_stage(stage), BEGUN):
        if one["sha"] != commit and last_status(one).get("state") in UNDER_WAY:
            set_status(one, {"state": "inactive"})
    set_status(
        deployment(stage, commit), {"state": "in_progress", "log_url": log, "auto_inactive": False}
    )


def activate(stage: Preview, commit: str, url: str, log: str = "") -> None:
    """Mark the deployment of that commit as live at ``url``, and end the stage's earlier ones.

    GitHub ends earlier ones itself, but only if no deployment is marked as transient.
    https://docs.github.com/en/rest/deployments/statuses#create-a-deployment-status
    """
    if not is_configured():
        return
    status = {"state": "success", "environment_url": url, "auto_inactive": True}
    set_status(deployment(stage, commit), {**status, **({"log_url": log} if log else {})})


def fail(stage: Preview, commit: str, why: str, log: str, state: str = "failure") -> None:
    """Mark the deployment of that commit as failed, or as ended early if ``state`` is ``error``.

    An earlier deployment that is live stays live.
    """
    if not is_configured():
        return
    status = {"state": state, "description": why[:MOST], "log_url": log}
    set_status(deployment(stage, commit), {**status, "auto_inactive": False})


def progress(stage: Preview, commit: str) -> str:
    """State of the newest deployment of that commit. Empty if there is none."""
    found = next(of_commit(stage, commit), None) if is_configured() else None
    return str(last_status(found).get("state", "")) if found else ""


def deployment(stage: Preview, commit: str) -> dict[str, Any]:
    """The deployment of that commit that has not ended, or a new one."""
    body = {
        "ref": commit,
        "environment": stage.name,
        "production_environment": False,
        "auto_merge": False,
        "required_contexts": [],
    }
    # A deployment without a status was created by a request whose response was lost.
    return github_api.made(
        lambda: next(
            (
                one
                for one in of_commit(stage, commit)
                if last_status(one).get("state", "") in {"", *UNDER_WAY}
            ),
            None,
        ),
        lambda: dict(github_api.ask("POST", "/deployments", body)),
    )


def of_stage(stage: Preview) -> Iterator[dict[str, Any]]:
    """The newest first."""
    return github_api.every(f"/deployments?environment={stage.name}")


def of_commit(stage: Preview, commit: str) -> Iterator[dict[str, Any]]:
    return github_api.every(f"/deployments?environment={stage.name}&sha={quote(commit)}")


def last_status(deployment: dict[str, Any]) -> dict[str, Any]:
    """Its newest status. Empty if it has none."""
    found = github_api.ask("GET", f"/deployments/{deployment['id']}/statuses?per_page=1")
    return dict(found[0]) if found else {}


def set_status(deployment: dict[str, Any], status: dict[str, Any]) -> None:
    """Set that status, unless it is the newest one already."""

    def known_status() -> dict[str, Any] | None:
        found = last_status(deployment)
        return found if found.get("state") == status["state"] else None

    path = f"/deployments/{deployment['id']}/statuses"
    github_api.made(known_status, lambda: github_api.ask("POST", path, status))


def deactivate(stage: Preview) -> None:
    """End all deployments of the stage, and say so in the comment."""
    if not is_configured():
        return
    for one in of_stage(stage):
        set_status(one, {"state": "inactive"})
    if has_comment(stage):
        comment(stage, DESTROYED)


def deactivate_others(standing: Collection[Preview]) -> None:
    """End live deployments of previews that do not exist, among the RECENT deployments.

    They stay live if GitHub did not respond when the preview was destroyed.
    """
    if not is_configured():
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


def page(path: str) -> str:
    """Address of a page of the repository. Empty if no repository is set."""
    found = environment()
    repository = found.get("GITHUB_REPOSITORY")
    return f"{found.get('GITHUB_SERVER_URL') or SERVER}/{repository}{path}" if repository else ""


def run_page(run: str = "") -> str:
    """Address of a workflow's run, by default this one. Empty outside of a workflow."""
    number = run or environment().get("GITHUB_RUN_ID") or ""
    return page(f"/actions/runs/{number}") if number else ""


def seconds(moment: str) -> float:
    """Seconds since the epoch of an ISO 8601 time. 0 for an empty text."""
    return datetime.fromisoformat(moment).timestamp() if moment else 0.0
