"""Search in the words of public pages, with the database's own full-text search."""

import re
from math import ceil

from content.body import excerpt
from content.pages import stored_body
from content.public_site import PublicSite
from content.schemas import SearchResult, SearchResults

PAGE_SIZE = 10
WORD = re.compile(r"\w+")


def search(query: str, page: int) -> SearchResults:
    """Results ``page`` (from 1) for ``query``: pages that hold all its words, best first.

    Where no page does, the last word may be the beginning of one: "robot" finds "robotics".
    """
    site = PublicSite.load()
    words = " ".join(WORD.findall(query))  # what is left has no meaning in any query language
    if not site or not words:
        return SearchResults(query=query, count=0, page=page, pages=0, results=[])
    found = site.pages.search(words, operator="and")
    if not found.count():
        found = site.pages.autocomplete(words, operator="and")
    count = found.count()
    first = (page - 1) * PAGE_SIZE
    keys = [hit.pk for hit in found[first : first + PAGE_SIZE]] if first < count else []
    return SearchResults(
        query=query,
        count=count,
        page=page,
        pages=ceil(count / PAGE_SIZE),
        results=describe(site, keys),
    )


def describe(site: PublicSite, keys: list[int]) -> list[SearchResult]:
    """Results in the order of ``keys``."""
    pages = {page.pk: page for page in site.pages.filter(pk__in=keys).specific()}
    return [
        SearchResult(
            title=page.title,
            path=site.path(page),
            excerpt=page.search_description or excerpt(stored_body(page)),
        )
        for key in keys
        if (page := pages.get(key))
    ]
