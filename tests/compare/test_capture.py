"""A page is photographed when it stands still, however slowly a busy browser draws it."""

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Page

from tests.browser.waiting import Traffic
from tests.compare import capture
from tests.services.errors import ServiceError

HEIGHT = 844


def drawn(pixels: bytes, height: int = HEIGHT) -> bytes:
    """Of a PNG only the place of its height."""
    return bytes(20) + height.to_bytes(4, "big") + pixels


class Slow:
    """A page that is drawn in these ways, one after another, and of which this is said each time.

    It is its own traffic, which has settled.
    """

    url = "/about/"

    def __init__(self, pictures: Iterator[bytes], waits: Iterator[bool]) -> None:
        self.pictures, self.waits, self.taken = pictures, waits, 0

    def wait_for_function(self, script: str) -> None:
        """Nothing is pending."""

    def settle(self) -> None:
        """Nothing is under way."""

    def evaluate(self, script: str) -> Any:
        return {"height": HEIGHT, "waits": next(self.waits)} if script == capture.LOOK else None

    def screenshot(self, **options: Any) -> bytes:
        self.taken += 1
        return next(self.pictures)


def photograph(slow: Slow) -> dict[str, Any]:
    return capture.photograph(cast(Page, slow), cast(Traffic, slow), Path("unused.png"))


def test_a_picture_that_is_drawn_late_is_waited_for() -> None:
    blank, whole = drawn(b"blank"), drawn(b"whole")
    slow = Slow(iter([blank, whole, whole]), cycle([False]))
    assert photograph(slow)["height"] == HEIGHT
    assert slow.taken == 3


def test_a_page_with_a_file_under_way_is_photographed_again() -> None:
    slow = Slow(cycle([drawn(b"blank")]), iter([True] * 6 + [False] * 2))
    assert photograph(slow)["waits"] is False
    assert slow.taken == 4


def test_a_picture_of_another_height_than_the_page_is_taken_again() -> None:
    short, whole = drawn(b"", HEIGHT - 1), drawn(b"")
    slow = Slow(iter([short, short, whole, whole]), cycle([False]))
    photograph(slow)
    assert slow.taken == 4


def test_a_page_that_never_stands_still_is_an_error() -> None:
    slow = Slow(cycle([drawn(b"one"), drawn(b"two")]), cycle([False]))
    with pytest.raises(ServiceError, match="/about/ changed while it was looked at, 10 times"):
        photograph(slow)
