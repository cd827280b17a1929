"""The catalogue: projects found by words and filters, a page at a time."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from math import ceil
from operator import or_
from textwrap import shorten
from typing import Any, Final, Literal

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from catalogue import pages, spelling
from catalogue.models import Project
from catalogue.schemas import Choice, Projects, ProjectSummary
from catalogue.semesters import Semester, parse
from content.per_version import PerVersion
from content.words import forms, words

PAGE_SIZE = 24
EXCERPT = 180
Sort = Literal["newest", "title", "organisation"]
ORDERS: dict[str, list[Any]] = {
    "newest": ["-year", "-term", "team", "slug"],
    "title": [Lower("title"), "slug"],
    "organisation": [Lower("organisation"), Lower("title"), "slug"],
}


@dataclass(frozen=True)
class ProjectQuery:
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
            "class_name": spelled("class_name", self.class_name),
            "industry": spelled("industry", self.industry),
        }


def spelled(field: str, text: str) -> Q:
    """In whatever spelling; everything where nothing is asked for."""
    if not text:
        return Q()
    return Q(**{f"{field}__in": [one for one in stored.get()[field] if spelling.same(one, text)]})


def stored_spellings() -> dict[str, list[str]]:
    return {
        field: list(Project.published.order_by().values_list(field, flat=True).distinct())
        for field in spelling.FIELDS
    }


stored: Final = PerVersion(stored_spellings)


def find(wanted: ProjectQuery) -> Projects:
    """What matches all words and filters; of each filter, what may be chosen beside the others."""
    named = with_words(wanted.q)
    filters = wanted.filters()
    matching = named.filter(*filters.values())
    count = matching.count()
    first = (wanted.page - 1) * PAGE_SIZE
    shown = matching.order_by(*ORDERS[wanted.sort])[first : first + PAGE_SIZE]

    def beside(name: str) -> list[Choice]:
        others = [query for other, query in filters.items() if other != name]
        if not wanted.q.strip() and not any(others):
            return every_choice.get()[name]
        return CHOICES[name](named.filter(*others))

    return Projects(
        count=count,
        page=wanted.page,
        pages=ceil(count / PAGE_SIZE),
        results=summaries(shown),
        semesters=beside("semester"),
        classes=beside("class_name"),
        industries=beside("industry"),
    )


def with_words(text: str) -> QuerySet[Project]:
    """Projects in which a word begins with each of these, newest first.

    All where nothing is typed; none where what is typed has neither letter nor digit.
    """
    found = Project.published.all()
    wanted = words(text)
    if text.strip() and not wanted:
        return found.none()
    for word in wanted:
        begins = (Q(words__contains=f" {form}") for form in forms(word))
        found = found.filter(reduce(or_, begins))
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
    home = pages.current_home()
    return lambda project: f"{home[1]}{project.slug}/" if home else None


def semesters(projects: QuerySet[Project]) -> list[Choice]:
    rows = projects.values("year", "term").annotate(count=Count("pk")).order_by("-year", "-term")
    found = [(Semester(row["year"], row["term"]), row["count"]) for row in rows]
    return [Choice(value=s.slug, label=s.label, count=count) for s, count in found]


def choices(projects: QuerySet[Project], field: str) -> list[Choice]:
    """One of each, in its most common spelling, however many spellings are stored."""
    rows = projects.exclude(**{field: ""}).values_list(field).annotate(count=Count("pk"))
    counts: Counter[str] = Counter()
    labels: dict[str, str] = {}
    for text, count in rows.order_by("count", field):  # the most common comes last
        counts[spelling.key(text)] += count
        labels[spelling.key(text)] = text
    return [
        Choice(value=label, label=label, count=counts[key])
        for key, label in sorted(labels.items(), key=lambda it: it[1].casefold())
    ]


CHOICES: Final[dict[str, Callable[[QuerySet[Project]], list[Choice]]]] = {
    "semester": semesters,
    "class_name": lambda projects: choices(projects, "class_name"),
    "industry": lambda projects: choices(projects, "industry"),
}
# Of all projects, to count which takes the longer the more there are.
every_choice: Final = PerVersion(
    lambda: {name: choices_of(Project.published.all()) for name, choices_of in CHOICES.items()}
)
