"""What must not happen while somebody uses the site, noted as it happens."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, WebError

# Chromium's own words about a response or a request; these are noted below from the response.
OF_THE_NETWORK = "Failed to load resource"
ABORTED = "net::ERR_ABORTED"  # the page itself changed its mind, or was left
# What a page's policy forbids is noted from the console. Where scripts are switched off, Chromium
# gives the scripts that it has begun to load this reason too, and nothing was wrong.
FORBIDDEN = "csp"
OF_NO_SERVER = ("data:", "blob:", "about:")


class Watch:
    """Faults of every page of the contexts it follows, and those a test said would come."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._expected: list[str] = []

    def expects(self, pattern: str) -> None:
        """Faults that ``pattern`` matches from its start are what the test is about."""
        self._expected.append(pattern)

    def follow(self, context: BrowserContext, origin: str) -> None:
        """Note what goes wrong in ``context``, whose pages may ask ``origin`` alone."""

        def note_foreign(request: Request) -> None:
            if not request.url.startswith((f"{origin}/", *OF_NO_SERVER)):
                self.faults.append(f"foreign {request.url}")

        context.on("request", note_foreign)
        context.on("requestfailed", self._note_failure)
        context.on("response", self._note_status)
        context.on("console", self._note_console)
        context.on("weberror", self._note_error)

    def verify(self) -> None:
        matched = {
            pattern: [fault for fault in self.faults if re.match(pattern, fault)]
            for pattern in self._expected
        }
        explained = {fault for faults in matched.values() for fault in faults}
        unexplained = [fault for fault in self.faults if fault not in explained]
        assert unexplained == [], unexplained
        missing = [pattern for pattern, faults in matched.items() if not faults]
        assert missing == [], missing

    def _note_failure(self, request: Request) -> None:
        if request.failure not in (ABORTED, FORBIDDEN):
            self.faults.append(f"{request.failure} {path_of(request.url)}")

    def _note_status(self, response: Response) -> None:
        if response.status >= 400 and not is_unfinished(response):
            self.faults.append(f"{response.status} {path_of(response.url)}")

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(OF_THE_NETWORK):
            self.faults.append(f"console {message.text}")

    def _note_error(self, error: WebError) -> None:
        self.faults.append(f"script {error.error}")


def is_unfinished(response: Response) -> bool:
    """Wagtail saves half a second after a change, and says 400 while the form is not yet valid."""
    request = response.request
    saves = request.method == "POST" and re.search(r"^/admin/.*/(add|edit)/", path_of(request.url))
    asks_for_json = "application/json" in request.headers.get("accept", "")
    return response.status == 400 and bool(saves) and asks_for_json


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def document_of(page: Page) -> str:
    """The same as long as no other document was loaded into ``page``."""
    return str(page.evaluate("window.documentMark ??= String(Math.random())"))
