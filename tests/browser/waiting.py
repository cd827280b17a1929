"""Waits of the browser's tests: until something is so, with one deadline for all."""

import time
from collections.abc import Callable
from weakref import WeakKeyDictionary

from playwright.sync_api import Page, Request

# The milliseconds that every wait of these tests may take. Far more than a busy machine needs, it
# costs nothing when the event comes. No test has a deadline of its own.
DEADLINE = 30_000
# The page has nothing else to do, and what it has done is on the screen.
DRAWN = """() => new Promise((done) => requestIdleCallback(() =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))))"""


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """Ask again while the page goes on. Raises AssertionError at the deadline."""
    give_up_at = time.monotonic() + DEADLINE / 1000
    while not is_so():
        assert time.monotonic() < give_up_at, f"not so after {DEADLINE} ms"
        page.wait_for_timeout(20)


class Traffic:
    """The requests of a page that are under way, apart from those that a test holds back.

    Get it with `of` before the page opens an address: it knows only what it has seen begin.
    """

    _known: WeakKeyDictionary[Page, "Traffic"] = WeakKeyDictionary()

    def __init__(self, page: Page) -> None:
        self._page = page
        self._under_way: set[Request] = set()
        self._held: set[Request] = set()
        page.on("request", lambda request: self._under_way.add(request))
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)

    @classmethod
    def of(cls, page: Page) -> "Traffic":
        if page not in cls._known:
            cls._known[page] = cls(page)
        return cls._known[page]

    def hold(self, request: Request) -> None:
        self._under_way.discard(request)
        self._held.add(request)

    def let_go(self, request: Request) -> None:
        """The page may have given it up since, which ended it."""
        if request in self._held:
            self._held.discard(request)
            self._under_way.add(request)

    def _end(self, request: Request) -> None:
        self._under_way.discard(request)
        self._held.discard(request)

    def settle(self) -> None:
        """Wait until all responses have come, the page shows them, and it asks for nothing more.

        A page whose stylesheet is held back draws nothing, so it must not be.
        """
        is_quiet = False
        while not is_quiet:
            wait_until(self._page, lambda: not self._under_way)
            self._page.evaluate(DRAWN)
            is_quiet = not self._under_way


def open_and_settle(page: Page, address: str) -> None:
    traffic = Traffic.of(page)
    page.goto(address)
    traffic.settle()
