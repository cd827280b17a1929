"""What the API sends of a page: its links, and pictures without a text."""

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


def silent_pictures(sent: Any) -> Iterator[str]:
    """Addresses of pictures whose alt text is empty."""
    if isinstance(sent, dict):
        if sent.get("src") and sent.get("alt") == "":
            yield str(sent["src"])
        for value in sent.values():
            yield from silent_pictures(value)
    elif isinstance(sent, list):
        for value in sent:
            yield from silent_pictures(value)
