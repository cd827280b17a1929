"""GitHub's REST API for one repository. Requests are repeated if safe. Lists have all pages.

https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
"""

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Any, Final, TypeVar
from urllib.parse import quote

from delivery.tools import http
from delivery.tools.config import environment
from delivery.tools.errors import DeliveryError
from delivery.tools.http import is_address

API: Final = "https://api.github.com"
RESPONSE_SECONDS: Final = 20.0
DEADLINE_SECONDS: Final = 120.0
PAUSES: Final = (1.0, 2.0, 4.0, 8.0, 16.0)
UNTOLD_SECONDS: Final = 60.0  # GitHub's advice if a response does not say when a limit ends
PAGE: Final = 100
# Repeating these changes nothing more. A POST that failed may have had its effect already.
REPEATABLE: Final = frozenset({"GET", "PUT", "PATCH", "DELETE"})
UNWELL: Final = "https://www.githubstatus.com says whether GitHub works."
NEXT: Final = re.compile(r'<([^>]+)>;[^,]*\brel="next"')

Made = TypeVar("Made")
sleep = time.sleep


class GitHubError(DeliveryError):
    """A request failed. ``status`` is 0 if GitHub did not respond.

    ``wait`` is the number of seconds before another try. None: another try cannot help.
    ``unsure``: the request may have had its effect although it failed.
    """

    def __init__(
        self,
        message: str,
        remedy: str,
        *,
        status: int = 0,
        wait: float | None = 0.0,
        unsure: bool = True,
    ) -> None:
        super().__init__(message, remedy)
        self.status, self.wait, self.unsure = status, wait, unsure


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """The parsed body and the headers of a response."""

    body: Any
    headers: Message


def is_configured() -> bool:
    """Whether a repository and a token are set."""
    return all(environment().get(name) for name in ("GITHUB_REPOSITORY", "GITHUB_TOKEN"))


def ask(verb: str, path: str, body: Any = None) -> Any:
    """The body of GitHub's response about the repository's ``path``. Raises GitHubError."""
    return repeated(verb, address(path), body).body


def find(path: str) -> Any:
    """The body at that path, or None if GitHub returns 404."""
    try:
        return ask("GET", path)
    except GitHubError as error:
        if error.status == 404:
            return None
        raise


def every(path: str, rows: str = "", size: int = PAGE) -> Iterator[Any]:
    """Each row of a list, from all pages. ``rows``: the key of the rows, if a body is an object."""
    url = f"{address(path)}{'&' if '?' in path else '?'}per_page={size}"
    while url:
        response = repeated("GET", url)
        yield from response.body[rows] if rows else response.body
        url = next_page(response.headers.get("Link") or "")


def text(path: str) -> str:
    """A text on another host, to which GitHub redirects, such as a log. Raises GitHubError.

    The token is not sent to that host.
    """
    url = address(path)
    what = f"GET {url.removeprefix(root())}"
    try:
        response = http.send(url, within=RESPONSE_SECONDS, own_headers=headers())
    except http.NoResponse as error:
        raise GitHubError(f"{what}: {error}.", UNWELL) from error
    if response.status >= 400:
        raise refused(what, response.status, response.headers, response.text)
    return response.text


def plan(owner: str) -> str:
    """The owner's plan, such as ``free`` or ``team``. Empty if the token may not read it."""
    for url in (f"{root()}/orgs/{quote(owner)}", f"{root()}/user"):
        try:
            found = repeated("GET", url).body
        except GitHubError as error:
            if error.status in {403, 404}:
                continue
            raise
        if found.get("login", "").lower() == owner.lower() and found.get("plan"):
            return str(found["plan"]["name"]).lower()
    return ""


def next_page(link: str) -> str:
    """The next page in a Link header. Empty at the last page, or if it is not GitHub's API."""
    found = NEXT.search(link)
    return found[1] if found and found[1].startswith(f"{root()}/") else ""


def made(find: Callable[[], Made | None], make: Callable[[], Made]) -> Made:
    """What ``find`` returns, or else what ``make`` creates.

    If it is not known whether ``make`` had its effect, ``find`` is called before another try.
    """
    for pause in (*PAUSES, None):
        if (found := find()) is not None:
            return found
        try:
            return make()
        except GitHubError as error:
            if not error.unsure or pause is None:
                raise
            sleep(pause)
    raise AssertionError("the last try returns or raises")


def repeated(verb: str, url: str, body: Any = None) -> ApiResponse:
    """The response to a request. Until a deadline, the request is repeated if that may help."""
    give_up_at = time.monotonic() + DEADLINE_SECONDS
    pauses = iter(PAUSES)
    while True:
        try:
            return once(verb, url, body)
        except GitHubError as error:
            again = verb in REPEATABLE or not error.unsure
            pause = next(pauses, None)
            if not again or error.wait is None or pause is None:
                raise
            pause = max(pause, error.wait)
            if time.monotonic() + pause > give_up_at:
                raise
            sleep(pause)


def once(verb: str, url: str, body: Any = None) -> ApiResponse:
    """The response to one request. Raises GitHubError."""
    what = f"{verb} {url.removeprefix(root()).partition('?')[0]}"
    if not is_address(url):
        advice = f"Correct or unset GITHUB_API_URL. Its default is {API}."
        raise GitHubError(f"{what}: {root()} is not an address.", advice, wait=None, unsure=False)
    sent = json.dumps(body).encode() if body is not None else None
    try:
        response = http.send(
            url, within=RESPONSE_SECONDS, method=verb, headers=headers(), body=sent
        )
        if response.status >= 400:
            raise refused(what, response.status, response.headers, response.text)
        return ApiResponse(json.loads(response.body or b"{}"), response.headers)
    except (http.NoResponse, ValueError) as error:
        raise GitHubError(f"{what}: {error}.", UNWELL) from error


def headers() -> dict[str, str]:
    """The headers of every request."""
    return {
        "Authorization": f"Bearer {environment()['GITHUB_TOKEN']}",
        "Accept": "application/vnd.github+json",
        "Content-Type": "application/json",
        "X-GitHub-Api-Version": "2022-11-28",
    }


def refused(what: str, status: int, found: Message, text: str) -> GitHubError:
    """The error for a response. Pure, except that it compares the end of a limit with the time."""
    limited = status in {403, 429} and is_rate_limit(found, text)
    wait = limit_seconds(found, time.time()) if limited else 0.0 if status >= 500 else None
    return GitHubError(
        f"{what}: GitHub returned {status}{reason(text)}.",
        remedy(status, wait),
        status=status,
        wait=wait,
        unsure=status >= 500,
    )


def is_rate_limit(headers: Message, text: str) -> bool:
    """Whether a refusal is a rate limit, and not a missing permission."""
    spent = headers.get("X-RateLimit-Remaining") == "0"
    return spent or "Retry-After" in headers or "rate limit" in text.lower()


def limit_seconds(found: Message, now: float) -> float:
    """Seconds until the limit ends. ``now`` is in seconds since the epoch, like GitHub's header."""
    after, reset = found.get("Retry-After", ""), found.get("X-RateLimit-Reset", "")
    if after.isdecimal():
        return float(after)
    if found.get("X-RateLimit-Remaining") == "0" and reset.isdecimal():
        return max(0.0, float(reset) - now)
    return UNTOLD_SECONDS


def reason(text: str) -> str:
    """GitHub's message in a refusal. Empty if the response has none."""
    try:
        found = json.loads(text)
        return f", {found['message']}".rstrip(".")
    except (ValueError, KeyError, TypeError):
        return ""


def remedy(status: int, wait: float | None) -> str:
    if status in {403, 429} and wait is not None:
        return f"GitHub's limit for this token ends in {wait:.0f} s. Run the command again then."
    if status == 401:
        return "Set GITHUB_TOKEN to a token that is still valid."
    if status in {403, 404}:
        return "Check GITHUB_REPOSITORY, and that the token has the permission that this needs."
    if status >= 500:
        return "Run the command again when https://www.githubstatus.com shows no incident."
    return "Correct what GitHub names, and run the command again."


def address(path: str) -> str:
    return f"{root()}/repos/{environment()['GITHUB_REPOSITORY']}{path}"


def root() -> str:
    return environment().get("GITHUB_API_URL") or API
