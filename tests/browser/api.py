"""The API between the page under test and the real one: held back, rewritten or broken."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route

from tests.browser.waiting import Traffic, wait_until

LAYOUT = "**/api/layout/"
PAGES = "**/api/pages/**"
SEARCH = "**/api/search/**"
EVERYTHING = "**/api/**"

UNAVAILABLE = {
    "type": "about:blank",
    "title": "Service Unavailable",
    "status": 503,
    "detail": "The site is being updated.",
    "errors": {},
}


class Held:
    """Requests for ``pattern``, on their way until `release`; afterwards nothing is held."""

    def __init__(self, page: Page, pattern: str) -> None:
        self._page = page
        self._routes: list[Route] = []
        self._released = False
        self._traffic = Traffic.of(page)
        page.route(pattern, self._hold)

    @property
    def count(self) -> int:
        return len(self._routes)

    def wait(self) -> None:
        """Until a request is held, and the page shows what it can without the response."""
        wait_until(self._page, lambda: self.count > 0)
        self._traffic.settle()

    def release(self) -> None:
        """May be called twice."""
        if not self._released:
            self._released = True
            for route in self._routes:
                self._traffic.let_go(route.request)
                route.continue_()

    def _hold(self, route: Route) -> None:
        if self._released:
            route.continue_()
        else:
            self._routes.append(route)
            self._traffic.hold(route.request)


def rewrite(page: Page, pattern: str, change: Callable[[Any], None]) -> None:
    """The real responses to ``pattern``, each after ``change`` was made to its document."""

    def respond(route: Route) -> None:
        response = route.fetch()
        document = response.json()
        change(document)
        route.fulfill(response=response, json=document)

    page.route(pattern, respond)


def fail(page: Page, pattern: str) -> Callable[[], None]:
    """Respond to ``pattern`` with 503, as in maintenance, until the returned function is called."""
    page.route(
        pattern,
        lambda route: route.fulfill(
            status=503, content_type="application/problem+json", json=UNAVAILABLE
        ),
    )
    return lambda: page.unroute(pattern)
