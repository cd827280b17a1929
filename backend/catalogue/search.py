"""Projects in the site's search. Without a page that shows projects, none is found."""

from collections.abc import Collection, Iterator
from textwrap import shorten
from typing import Final

from catalogue.listing import EXCERPT, with_words
from catalogue.models import Project
from catalogue.pages import current_home
from catalogue.words import searchable
from content.public_site import PublicSite
from content.schemas import SearchResult
from content.search import MOST, Match
from content.words import forms, words

KIND: Final = "project"


def matches(site: PublicSite, query: str) -> list[Match]:
    """Projects with words that begin with these, newest first. Team and partner name one too."""
    wanted = words(query)
    if not wanted or not current_home():
        return []
    rows = with_words(query).values_list("pk", "title", "team", "organisation")[:MOST]
    return [Match(key, count(wanted, *names), KIND) for key, *names in rows]


def count(wanted: list[str], *names: str) -> int:
    name = searchable(*names)
    return sum(any(f" {form}" in name for form in forms(word)) for word in wanted)


def vocabulary(site: PublicSite) -> Iterator[str]:
    """All words of all that may be found."""
    if current_home():
        for stored in Project.published.values_list("words", flat=True).iterator():
            yield from stored.split()


def describe(site: PublicSite, keys: Collection[int]) -> dict[int, SearchResult]:
    above = current_home() if keys else None
    if not above:
        return {}
    rows = Project.published.filter(pk__in=keys).defer("words", "name_words")
    return {project.pk: project_result(project, above[1]) for project in rows}


def project_result(project: Project, above: str) -> SearchResult:
    """``above`` is the path of the page with the catalogue."""
    return SearchResult(
        kind=KIND,
        title=project.title,
        path=f"{above}{project.slug}/",
        excerpt=introduction(project),
    )


def introduction(project: Project) -> str:
    """Whose it is and what it is, in a sentence or two."""
    partner = f" for {project.organisation}" if project.organisation else ""
    whose = f"{project.team}{partner}, {project.semester.label}."
    return f"{whose} {shorten(project.abstract, EXCERPT, placeholder=' …')}".strip()
