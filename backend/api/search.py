"""Search in pages and projects, with one list of results."""

from collections import Counter
from collections.abc import Collection, Iterable
from itertools import chain
from math import ceil
from typing import Final, Protocol, get_args

from api import suggestions
from catalogue import search as projects
from content import search as pages
from content.kept import Kept
from content.public_site import PublicSite, current_site
from content.schemas import Kind, KindCount, SearchResult, SearchResults
from content.search import Match

PAGE_SIZE: Final = 10


class SearchSource(Protocol):
    def matches(self, site: PublicSite, query: str) -> list[Match]: ...

    def describe(self, site: PublicSite, keys: Collection[int]) -> dict[int, SearchResult]: ...

    def vocabulary(self, site: PublicSite) -> Iterable[str]: ...


SOURCES: Final[tuple[SearchSource, ...]] = (pages, projects)
Found = tuple[SearchSource, Match]


def search(query: str, page: int, kind: Kind | None = None) -> SearchResults:
    """Results ``page`` (from 1) for ``query``, of that kind or of all."""
    site = current_site()
    found = ranked(site, query) if site else []
    shown = [each for each in found if kind in {None, each[1].kind}]
    first = (page - 1) * PAGE_SIZE
    return SearchResults(
        query=query,
        count=len(shown),
        page=page,
        pages=ceil(len(shown) / PAGE_SIZE),
        kinds=kinds(found),
        suggestion=suggested(site, query) if site and not found else "",
        results=describe(site, shown[first : first + PAGE_SIZE]) if site else [],
    )


def ranked(site: PublicSite, query: str) -> list[Found]:
    """All that matches: what is named for the words before all else, pages before projects.

    PostgreSQL weighs titles by itself, SQLite does not.
    """
    found = [(source, match) for source in SOURCES for match in source.matches(site, query)]
    found.sort(key=lambda each: -each[1].named)
    return found


def kinds(found: list[Found]) -> list[KindCount]:
    counts = Counter(match.kind for _, match in found)
    return [KindCount(kind=kind, count=counts[kind]) for kind in get_args(Kind) if counts[kind]]


def suggested(site: PublicSite, query: str) -> str:
    """Words near these that are found together; empty where there are none."""
    near = suggestions.suggestion(query, known_words.get())
    return near if near and ranked(site, near) else ""


def vocabulary() -> Counter[str]:
    """All words of all that may be found, as often as they are there."""
    site = current_site()
    return Counter(chain.from_iterable(source.vocabulary(site) for source in SOURCES if site))


known_words: Final = Kept(vocabulary)


def describe(site: PublicSite, shown: list[Found]) -> list[SearchResult]:
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
