"""The catalogue: projects found by words and filters, a page at a time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil
from textwrap import shorten
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from catalogue import pages
from catalogue.models import Project
from catalogue.schemas import Choice, Projects, ProjectSummary
from catalogue.semesters import Semester, parse
from catalogue.words import words

PAGE_SIZE = 24
EXCERPT = 180
Sort = Literal["newest", "title", "organisation"]
ORDERS: dict[str, list[Any]] = {
    "newest": ["-year", "-term", "team", "slug"],
    "title": [Lower("title"), "slug"],
    "organisation": [Lower("organisation"), Lower("title"), "slug"],
}


@dataclass(frozen=True)
class Wanted:
    """A query of the catalogue. Empty filters take everything."""

    q: str = ""
    semester: str = ""
    class_name: str = ""
    industry: str = ""
    sort: Sort = "newest"
    page: int = 1

    def filters(self) -> dict[str, Q]:
        semester = parse(self.semester)
        return {
            "semester": Q(year=semester.year, term=semester.term)
            if semester
            else Q(pk__in=[])
            if self.semester
            else Q(),
            "class_name": Q(class_name__iexact=self.class_name) if self.class_name else Q(),
            "industry": Q(industry__iexact=self.industry) if self.industry else Q(),
        }


def find(wanted: Wanted) -> Projects:
    """What matches all words and filters; of each filter, what may be chosen beside the others."""
    named = with_words(wanted.q)
    filters = wanted.filters()
    matching = named.filter(*filters.values())
    count = matching.count()
    first = (wanted.page - 1) * PAGE_SIZE
    shown = matching.order_by(*ORDERS[wanted.sort])[first : first + PAGE_SIZE]

    def beside(name: str) -> QuerySet[Project]:
        return named.filter(*(query for other, query in filters.items() if other != name))

    return Projects(
        count=count,
        page=wanted.page,
        pages=ceil(count / PAGE_SIZE),
        results=summaries(shown),
        semesters=semesters(beside("semester")),
        classes=choices(beside("class_name"), "class_name"),
        industries=choices(beside("industry"), "industry"),
    )


def with_words(text: str) -> QuerySet[Project]:
    """Projects in which a word begins with each of these, newest first."""
    found = Project.published.all()
    for word in words(text):
        found = found.filter(words__contains=f" {word}")
    return found


def summaries(projects: Iterable[Project]) -> list[ProjectSummary]:
    path_of = paths()
    return [
        ProjectSummary(
            path=path_of(project),
            semester=project.semester.label,
            class_name=project.class_name,
            team=project.team,
            title=project.title,
            organisation=project.organisation,
            industry=project.industry,
            excerpt=shorten(project.abstract, EXCERPT, placeholder=" …"),
        )
        for project in projects
    ]


def paths() -> Callable[[Project], str | None]:
    """Where the site has a project."""
    home = pages.home()
    return lambda project: f"{home[1]}{project.slug}/" if home else None


def semesters(projects: QuerySet[Project]) -> list[Choice]:
    rows = projects.values("year", "term").annotate(count=Count("pk")).order_by("-year", "-term")
    found = [(Semester(row["year"], row["term"]), row["count"]) for row in rows]
    return [Choice(value=s.slug, label=s.label, count=count) for s, count in found]


def choices(projects: QuerySet[Project], field: str) -> list[Choice]:
    rows = projects.exclude(**{field: ""}).values(field).annotate(count=Count("pk"))
    return [
        Choice(value=row[field], label=row[field], count=row["count"])
        for row in rows.order_by(Lower(field))
    ]
