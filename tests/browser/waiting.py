"""Waits of the browser's tests: until something is so, with one deadline for all."""

import time
from collections.abc import Callable

from playwright.sync_api import Page

# The milliseconds that every wait of these tests may take. Far more than a busy machine needs, it
# costs nothing when the event comes. No test has a deadline of its own.
DEADLINE = 30_000


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """Ask again while the page goes on. Raises AssertionError at the deadline."""
    give_up_at = time.monotonic() + DEADLINE / 1000
    while not is_so():
        assert time.monotonic() < give_up_at, f"not so after {DEADLINE} ms"
        page.wait_for_timeout(20)
