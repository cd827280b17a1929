"""In what the two runtimes may differ, and why. Whatever is not written here is a failure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.runtimes.exchange import Request

Allows = Callable[[Request, str, str], bool]  # of the request, Gunicorn's value, the function's


@dataclass(frozen=True)
class Difference:
    """A field, which is `status`, `body` or the name of a header, and when it may differ.

    An absent header is an empty text. The value of `status` is followed by the body.
    """

    field: str
    reason: str
    allows: Allows


@dataclass(frozen=True)
class LeftOut:
    """What is compared without group 1 of the pattern, at addresses that begin with `below`."""

    reason: str
    pattern: re.Pattern[str]
    below: str = "/"


def only_gunicorn(request: Request, gunicorn: str, function: str) -> bool:
    return function == ""


def values(gunicorn: str, function: str) -> Allows:
    return lambda request, one, other: (one, other) == (gunicorn, function)


def of(path: str) -> Allows:
    return lambda request, gunicorn, function: request.target.partition("?")[0] == path


def head_of(path: str) -> Allows:
    """A response without a body, so only the body's length can differ."""
    return lambda request, gunicorn, function: (
        request.method == "HEAD" and of(path)(request, gunicorn, function)
    )


HSTS: Final = "max-age=31536000"
PAGE_OF_GUNICORN: Final = re.compile(r"4(00|31) <html>\n  <head>")
MOST_HEADERS, MOST_BYTES = 100, 8190  # Gunicorn's, of a request and of one header


def read_by_aws(request: Request, gunicorn: str, function: str) -> bool:
    """Gunicorn refuses the request before the application has it."""
    is_over = (
        not request.target.isascii()
        or len(request.headers) >= MOST_HEADERS
        or any(len(name) + len(value) >= MOST_BYTES for name, value in request.headers)
    )
    return is_over and bool(PAGE_OF_GUNICORN.match(gunicorn))


# What a preview's admin has besides: a menu's item, a panel and how that looks, and a badge.
OF_PREVIEWS: Final = re.compile(
    r'\{"_type": "wagtail\.sidebar\.LinkMenuItem", "_args": \[\{"name": "kept-mail".*?\}\]\}, '
    r'|\{"_type": "wagtail\.panels\.Panel", "_args": \[\{"type": "NoSchedulerPanel"[^}]*\}\]\}, '
    r'|<div class="w-panel__wrapper">\s*<div class="help-block help-warning">'
    r"(?:(?!</div>).)*no scheduler(?:(?!</div>).)*</div>\s*</div>"
    r'|<aside aria-label="Preview"[^>]*>[^<]*</aside>',
    re.DOTALL,
)


def comparable(gunicorn: str, function: str) -> tuple[str, str]:
    """Bodies without these. Where one of them is, blanks around its place may differ too."""
    rest, found = OF_PREVIEWS.subn("", function)
    if not found:
        return gunicorn, function
    return " ".join(gunicorn.split()), " ".join(rest.split())


def of_previews(request: Request, gunicorn: str, function: str) -> bool:
    one, other = comparable(gunicorn, function)
    return one == other


DIFFERENCES: Final = (
    # The server. What AWS adds to the function's reply is not the function's.
    Difference("server", "Gunicorn names itself", only_gunicorn),
    Difference("date", "AWS adds its own", only_gunicorn),
    Difference(
        "cache-control",
        "a preview has a password, so no cache between keeps its pages",
        values("public, max-age=0, s-maxage=5, stale-if-error=86400", "private, no-cache"),
    ),
    Difference("connection", "AWS keeps or closes connections itself", only_gunicorn),
    Difference("transfer-encoding", "the function's reply is whole, never chunked", only_gunicorn),
    Difference("status", "AWS reads a request's head, with limits of its own", read_by_aws),
    # Settings: `core.settings.preview`.
    Difference("x-robots-tag", "no preview may be indexed", values("", "noindex")),
    Difference(
        "strict-transport-security",
        "a preview's domain is AWS's, not this project's",
        values(f"{HSTS}; includeSubDomains; preload", HSTS),
    ),
    Difference("body", "a preview has a badge, keeps its mail, has no scheduler", of_previews),
    Difference("content-length", "a preview has a badge", head_of("/admin/login/")),
    Difference("body", "a preview asks robots to stay away", of("/robots.txt")),
    Difference("content-length", "a preview asks robots to stay away", of("/robots.txt")),
)
UUID: Final = re.compile(r"(\w{8}-\w{4}-\w{4}-\w{4}-\w{12})")
LEFT_OUT: Final = (
    # Random, or the time: two responses of one runtime differ in the same.
    LeftOut("the token against forged requests", re.compile(r"csrftoken=(\w{32})")),
    LeftOut("the same token in a page", re.compile(r'csrfmiddlewaretoken\\?" value=\\?"(\w{64})')),
    LeftOut("the same token for a page's scripts", re.compile(r'CSRF_TOKEN": "(\w{64})"')),
    LeftOut("the key of a session", re.compile(r"sessionid=(\w{32})")),
    LeftOut("a message is signed with the time", re.compile(r'messages="?[^;:]+(:\w+:[\w-]+)')),
    LeftOut("a cookie ends some time after now", re.compile(r"expires=([^;]+GMT)")),
    LeftOut("a page that may not be kept expires now", re.compile(r"^(\w{3}, [\w :]+ GMT)$")),
    LeftOut("a form's token is signed with the time", re.compile(r'"token":"\d+(:\w+:[\w-]+)"')),
    LeftOut("blocks get random keys where they have none", UUID, "/admin/"),
    LeftOut("paragraphs get random keys", re.compile(r"key\\&quot;: \\&quot;(\w{5})\\"), "/admin/"),
    LeftOut("when something was done", re.compile(r'datetime="([^<]+)<'), "/admin/"),
    LeftOut(
        "the same to the minute, shown beside it",
        re.compile(r'w-human-readable-date" [^>]*content-value="([^"]+)"'),
        "/admin/",
    ),
    LeftOut(
        "Wagtail names all log entries after one kind, which is the first in a set of them",
        re.compile(r"\d+ (\w+) log entries"),
        "/admin/",
    ),
    # Settings: `core.settings.preview`.
    LeftOut("Lambda takes smaller uploads", re.compile(r"Maximum filesize: ([\d.]+)"), "/admin/"),
)
