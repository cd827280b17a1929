"""Search in pages and projects, with one list of results."""

from collections.abc import Collection
from math import ceil
from typing import Final, Protocol

from catalogue import search as projects
from content import search as pages
from content.public_site import PublicSite
from content.schemas import SearchResult, SearchResults
from content.search import Match

PAGE_SIZE: Final = 10


class SearchSource(Protocol):
    def matches(self, site: PublicSite, query: str) -> list[Match]: ...

    def describe(self, site: PublicSite, keys: Collection[int]) -> dict[int, SearchResult]: ...


SOURCES: Final[tuple[SearchSource, ...]] = (pages, projects)
Found = tuple[SearchSource, int]


def search(query: str, page: int) -> SearchResults:
    """Results ``page`` (from 1) for ``query``."""
    site = PublicSite.load()
    found = ranked(site, query) if site else []
    first = (page - 1) * PAGE_SIZE
    return SearchResults(
        query=query,
        count=len(found),
        page=page,
        pages=ceil(len(found) / PAGE_SIZE),
        results=describe(site, found[first : first + PAGE_SIZE]) if site else [],
    )


def ranked(site: PublicSite, query: str) -> list[Found]:
    """All that matches: what is named for the words before all else, pages before projects.

    PostgreSQL weighs titles by itself, SQLite does not.
    """
    found = [(source, match) for source in SOURCES for match in source.matches(site, query)]
    found.sort(key=lambda each: -each[1].named)
    return [(source, match.key) for source, match in found]


def describe(site: PublicSite, shown: list[Found]) -> list[SearchResult]:
    """Results in the order of ``shown``."""
    described = {
        (source, key): result
        for source in SOURCES
        for key, result in source.describe(site, [key for of, key in shown if of is source]).items()
    }
    return [described[found] for found in shown if found in described]
