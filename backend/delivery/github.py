"""GitHub: whether a pull request is open, one comment on it, and a deployment with its address.

Where GITHUB_REPOSITORY and GITHUB_TOKEN are not set, as on a laptop, nothing is asked or said.
https://docs.github.com/en/rest
"""

import json
import urllib.request
from datetime import datetime
from typing import Any, Final
from urllib.error import HTTPError, URLError

from delivery.config import environment
from delivery.errors import DeliveryError
from delivery.stages import Stage

API: Final = "https://api.github.com"
SECONDS: Final = 20
MARK: Final = "<!-- preview -->"
PAGE: Final = 100
INSIDERS: Final = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})


def known() -> bool:
    return all(environment().get(name) for name in ("GITHUB_REPOSITORY", "GITHUB_TOKEN"))


def state(stage: Stage) -> str:
    """Of its pull request: open, closed, merged, missing, or unknown where GitHub is not known."""
    if not known():
        return "unknown"
    found = ask("GET", f"/pulls/{stage.number}", missing={"state": "missing"})
    return "merged" if found.get("merged_at") else str(found["state"])


def comment(stage: Stage, text: str) -> None:
    """Make the pull request's one comment say this."""
    if not known():
        return
    body = {"body": f"{MARK}\n{text}"}
    mine = next(filter(ours, comments(stage)), None)
    if mine:
        ask("PATCH", f"/issues/comments/{mine['id']}", body)
    else:
        ask("POST", f"/issues/{stage.number}/comments", body)


def comments(stage: Stage) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for page in range(1, 11):
        query = f"per_page={PAGE}&page={page}"
        came = ask("GET", f"/issues/{stage.number}/comments?{query}")
        found += came
        if len(came) < PAGE:
            break
    return found


def ours(comment: dict[str, Any]) -> bool:
    """Anyone can write the mark, and could then change what is said below it."""
    trusted = comment["user"]["type"] == "Bot" or comment["author_association"] in INSIDERS
    return MARK in comment["body"] and trusted


def activate(stage: Stage, commit: str, url: str) -> None:
    """A deployment of that commit, live at ``url``."""
    if not known():
        return
    made = ask(
        "POST",
        "/deployments",
        {
            "ref": commit,
            "environment": stage.name,
            "transient_environment": True,
            "auto_merge": False,
            "required_contexts": [],
        },
    )
    status = {"state": "success", "environment_url": url, "auto_inactive": True}
    ask("POST", f"/deployments/{made['id']}/statuses", status)


def deactivate(stage: Stage) -> None:
    """Every deployment of the stage is over, and its comment says so."""
    if not known():
        return
    for one in ask("GET", f"/deployments?environment={stage.name}&per_page={PAGE}"):
        ask("POST", f"/deployments/{one['id']}/statuses", {"state": "inactive"})
    if any(map(ours, comments(stage))):
        comment(stage, "The preview is destroyed. The next push makes it anew.")


def ask(
    verb: str, path: str, body: dict[str, Any] | None = None, missing: dict[str, str] | None = None
) -> Any:
    """The answer, or ``missing`` where there is nothing. Raises DeliveryError."""
    variables = environment()
    root = variables.get("GITHUB_API_URL") or API
    request = urllib.request.Request(  # noqa: S310 (GitHub's own variable)
        f"{root}/repos/{variables['GITHUB_REPOSITORY']}{path}",
        json.dumps(body).encode() if body is not None else None,
        {
            "Authorization": f"Bearer {variables['GITHUB_TOKEN']}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        },
        method=verb,
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return json.loads(answer.read() or b"{}")
    except HTTPError as error:
        with error:
            if error.code == 404 and missing is not None:
                return missing
        raise failed(verb, path, f"GitHub answers {error.code}") from error
    except (URLError, ConnectionError, TimeoutError) as error:
        raise failed(verb, path, str(getattr(error, "reason", error))) from error


def failed(verb: str, path: str, found: str) -> DeliveryError:
    return DeliveryError(
        f"{verb} {path.partition('?')[0]}: {found}.",
        "Has the token the permissions pull-requests: write and deployments: write?",
    )


def seconds(moment: str) -> float:
    """Of an ISO 8601 moment, since the epoch; 0 of none."""
    return datetime.fromisoformat(moment).timestamp() if moment else 0.0
