"""Search in pages and projects, with one list of results."""

from collections import Counter
from collections.abc import Collection, Iterable
from itertools import chain
from math import ceil
from typing import Final, Protocol, get_args

from django.db import connection

from api import search_statement, suggestions
from api.search_statement import Found
from catalogue import search as projects
from content import search as pages
from content.per_version import PerVersion
from content.public_site import PublicSite, current_site
from content.schemas import Kind, KindCount, SearchResult, SearchResults
from content.search import Match

PAGE_SIZE: Final = 10


class SearchSource(Protocol):
    def matches(self, site: PublicSite, query: str) -> list[Match]: ...

    def describe(self, site: PublicSite, keys: Collection[int]) -> dict[int, SearchResult]: ...

    def vocabulary(self, site: PublicSite) -> Iterable[str]: ...


SOURCES: Final[tuple[SearchSource, ...]] = (pages, projects)
Ranked = list[tuple[SearchSource, Match]]


def search(query: str, page: int, kind: Kind | None = None) -> SearchResults:
    """Results ``page`` (from 1) for ``query``, of that kind or of all."""
    site = current_site()
    found = find(site, query, page, kind) if site else Found({}, [])
    count = found.counts.get(kind, 0) if kind else sum(found.counts.values())
    return SearchResults(
        query=query,
        count=count,
        page=page,
        pages=ceil(count / PAGE_SIZE),
        kinds=kinds(found),
        suggestion=suggested(site, query) if site and not found.counts else "",
        results=found.results,
    )


def find(site: PublicSite, query: str, page: int = 1, kind: Kind | None = None) -> Found:
    """SQLite has another index for words, and gets several queries."""
    first = (page - 1) * PAGE_SIZE
    if connection.vendor == "postgresql":
        return search_statement.find(site, query, kind, first, PAGE_SIZE)
    matching = ranked(site, query)
    shown = [each for each in matching if kind in {None, each[1].kind}]
    counts = Counter(match.kind for _, match in matching)
    return Found(counts, describe(site, shown[first : first + PAGE_SIZE]))


def ranked(site: PublicSite, query: str) -> Ranked:
    """All that matches: what is named for the words before all else, pages before projects."""
    found = [(source, match) for source in SOURCES for match in source.matches(site, query)]
    found.sort(key=lambda each: -each[1].named)
    return found


def kinds(found: Found) -> list[KindCount]:
    counts = found.counts
    return [KindCount(kind=kind, count=counts[kind]) for kind in get_args(Kind) if kind in counts]


def suggested(site: PublicSite, query: str) -> str:
    """Words near these that are found together; empty where there are none."""
    near = suggestions.suggestion(query, known_words.get())
    return near if near and find(site, near).counts else ""


def vocabulary() -> Counter[str]:
    """All words of all that may be found, as often as they are there."""
    site = current_site()
    return Counter(chain.from_iterable(source.vocabulary(site) for source in SOURCES if site))


known_words: Final = PerVersion(vocabulary)


def describe(site: PublicSite, shown: Ranked) -> list[SearchResult]:
    """Results in the order of ``shown``."""
    described = {
        (source, key): result
        for source in SOURCES
        for key, result in source.describe(
            site, [match.key for of, match in shown if of is source]
        ).items()
    }
    found = [(source, match.key) for source, match in shown]
    return [described[each] for each in found if each in described]
