"""Pages that hold words, found with the database's own full-text search."""

import re
from collections.abc import Collection
from typing import NamedTuple

from content.pages import introduction
from content.public_site import PublicSite
from content.schemas import SearchResult

WORD = re.compile(r"\w+")


class Match(NamedTuple):
    """The primary key of what was found, and how many of the words are in its name."""

    key: int
    named: int


def matches(site: PublicSite, query: str) -> list[Match]:
    """Pages that hold all words, best first.

    Where no page does, the last word may be the beginning of one: "robot" finds "robotics".
    """
    text = " ".join(WORD.findall(query))  # what is left has no meaning in any query language
    if not text:
        return []
    found = site.pages.search(text, operator="and") or site.pages.autocomplete(text, operator="and")
    wanted = text.casefold().split()
    return [Match(page.pk, sum(word in page.title.casefold() for word in wanted)) for page in found]


def describe(site: PublicSite, keys: Collection[int]) -> dict[int, SearchResult]:
    pages = site.pages.filter(pk__in=keys).specific()
    return {
        page.pk: SearchResult(title=page.title, path=site.path(page), excerpt=introduction(page))
        for page in pages
    }
