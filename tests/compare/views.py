"""Which pages are looked at, and in which state."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from delivery.compare.report import MOST_PAGES

OF_A_KIND: Final = 2  # pages with the same blocks
PAGE: Final = "/api/pages/?path="
SEARCH: Final = "/search/?q="
FEWER: Final = "COMPARE_PAGES"  # no more pages than that; a rehearsal looks at a few


@dataclass(frozen=True)
class View:
    """A page as a visitor sees it. ``act`` is what they do there: see ``capture.ACTS``."""

    name: str
    path: str
    act: str = ""


STATES: Final = (
    View("Search with results", f"{SEARCH}robot"),
    View("Search without results", f"{SEARCH}zzzz"),
    View("Search, empty", "/search/"),
    View("Not found", "/no-such-page/"),
    View("Menu of a phone", "/", "menu"),
)
STATES_OF_A_FORM: Final = (("with errors", "errors"), ("sent", "sent"), ("refused", "refused"))


def views(responses: dict[str, Any]) -> list[View]:
    """Of a side's responses: pages of each kind, and states."""
    bodies = {
        unquote(address.removeprefix(PAGE)): found["body"]
        for address, found in responses.items()
        if address.startswith(PAGE) and found["status"] == 200
    }
    pages = [View(title(bodies[path]), path) for path in representative(bodies)]
    forms = [view for view in pages if "form" in blocks(bodies[view.path])][:1]
    states = [
        View(f"{form.name}, {words}", form.path, act)
        for form in forms
        for words, act in STATES_OF_A_FORM
    ]
    catalogues = [view for view in pages if "catalogue" in blocks(bodies[view.path])][:1]
    filtered = [View(f"{one.name}, filtered", f"{one.path}?q=water") for one in catalogues]
    return [*STATES, *states, *filtered, *pages][: most_pages()]


def most_pages() -> int:
    return min(MOST_PAGES, int(os.environ.get(FEWER) or MOST_PAGES))


def representative(bodies: dict[str, Any]) -> Iterator[str]:
    """Two pages of each set of blocks."""
    seen: Counter[frozenset[str]] = Counter()
    for path, body in bodies.items():
        kind = blocks(body)
        seen[kind] += 1
        if seen[kind] <= OF_A_KIND:
            yield path


def blocks(body: Any) -> frozenset[str]:
    found = body.get("body") if isinstance(body, dict) else None
    kinds = [one.get("type") for one in found or [] if isinstance(one, dict)]
    return frozenset(kind for kind in kinds if isinstance(kind, str))


def title(body: Any) -> str:
    return str(body.get("title", "")) if isinstance(body, dict) else ""
