"""A page's links, and its pictures without a text."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, Final

LINK: Final = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')


def links(sent: Any) -> Iterator[str]:
    """Every address that a visitor can follow, from whatever block."""
    if isinstance(sent, dict):
        if isinstance(sent.get("href"), str):
            yield sent["href"]
        for value in sent.values():
            yield from links(value)
    elif isinstance(sent, list):
        for value in sent:
            yield from links(value)
    elif isinstance(sent, str):
        yield from (unescape(found) for found in LINK.findall(sent))


def silent_pictures(stored: Any) -> Iterator[int]:
    """Ids of pictures that have no alt text, and that nobody has marked as decorative.

    Of a body as it is stored: what the API sends has an empty alt text for both.
    """
    if isinstance(stored, dict):
        if isinstance(stored.get("image"), int) and not (
            stored.get("alt_text") or stored.get("decorative")
        ):
            yield stored["image"]
        for value in stored.values():
            yield from silent_pictures(value)
    elif isinstance(stored, list):
        for value in stored:
            yield from silent_pictures(value)
