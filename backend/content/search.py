"""Search in the words of public pages, with the database's own full-text search."""

import re
from math import ceil

from content.pages import introduction
from content.public_site import PublicSite
from content.schemas import SearchResult, SearchResults

PAGE_SIZE = 10
WORD = re.compile(r"\w+")


def search(query: str, page: int) -> SearchResults:
    """Results ``page`` (from 1) for ``query``: pages that hold all its words, best first.

    Where no page does, the last word may be the beginning of one: "robot" finds "robotics".
    """
    site = PublicSite.load()
    words = WORD.findall(query)  # what is left has no meaning in any query language
    keys = matches(site, words) if site and words else []
    first = (page - 1) * PAGE_SIZE
    return SearchResults(
        query=query,
        count=len(keys),
        page=page,
        pages=ceil(len(keys) / PAGE_SIZE),
        results=describe(site, keys[first : first + PAGE_SIZE]) if site else [],
    )


def matches(site: PublicSite, words: list[str]) -> list[int]:
    """Primary keys of all matching pages; those named for the words before all others.

    PostgreSQL weighs titles by itself, SQLite does not.
    """
    text = " ".join(words)
    found = site.pages.search(text, operator="and") or site.pages.autocomplete(text, operator="and")
    wanted = text.casefold().split()
    named = {page.pk: sum(word in page.title.casefold() for word in wanted) for page in found}
    return sorted(named, key=lambda key: -named[key])


def describe(site: PublicSite, keys: list[int]) -> list[SearchResult]:
    """Results in the order of ``keys``."""
    pages = {page.pk: page for page in site.pages.filter(pk__in=keys).specific()}
    return [
        SearchResult(
            title=page.title,
            path=site.path(page),
            excerpt=introduction(page),
        )
        for key in keys
        if (page := pages.get(key))
    ]
