"""What a first visit costs, as counts."""

import gzip
import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, Response, Route

from tests.browser.waiting import open_and_settle, wait_until

# https://developer.mozilla.org/en-US/docs/Web/API/LayoutShift
OBSERVE_SHIFTS = """
window.layoutShifts = [];
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) {
    if (shift.hadRecentInput) continue;
    const moved = shift.sources.map(({ node }) => node?.className || node?.nodeName);
    window.layoutShifts.push({ value: shift.value, moved });
  }
}).observe({ type: 'layout-shift', buffered: true });
"""
INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
NEEDED = {"script", "stylesheet", "fetch", "xhr"}  # without these there is no content
ON_THE_SIDE = {"image", "font"}


@dataclass(frozen=True)
class Shift:
    value: float
    moved: list[str]


def layout_shifts(page: Page) -> list[Shift]:
    """All of them since the document was opened; the page must have run OBSERVE_SHIFTS."""
    found: list[dict[str, Any]] = page.evaluate("window.layoutShifts")
    return [Shift(**shift) for shift in found]


class RoundTrips:
    """Lets the network respond in rounds: each round releases all requests held so far.

    The document is the first round. Pictures and fonts take no part.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._waiting: list[Route] = []
        page.route("**/*", self._hold)

    @property
    def waiting(self) -> list[str]:
        """What the next round would have to bring before there is content."""
        kinds = [route.request.resource_type for route in self._waiting]
        return [kind for kind in kinds if kind in NEEDED]

    def respond(self, *kinds: str) -> None:
        """Respond to one round, in which resources of all ``kinds`` are asked for."""
        wait_until(self._page, lambda: set(kinds) <= set(self.waiting))
        self._page.wait_for_timeout(250)  # what is asked for in the same breath
        held, self._waiting = self._waiting, []
        for route in held:
            route.continue_()

    def _hold(self, route: Route) -> None:
        if route.request.resource_type in {"document", *ON_THE_SIDE}:
            route.continue_()
        else:
            self._waiting.append(route)


def script_bytes(page: Page, address: str) -> dict[str, int]:
    """Every script of a first visit to ``address``, and its size after gzip."""
    bodies: dict[str, bytes] = {}
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    open_and_settle(page, address)
    for response in responses:
        kind = response.request.resource_type
        if kind == "script":
            bodies[response.url] = response.body()
        elif kind == "document":
            bodies["inline"] = b"".join(INLINE_SCRIPT.findall(response.body()))
    return {name: len(gzip.compress(body)) for name, body in bodies.items()}
