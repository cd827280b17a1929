"""Which column is which field. Case, accents, spaces and punctuation of a name do not matter."""

from collections.abc import Mapping, Sequence
from typing import Final

from catalogue.importing.errors import ImportRefused
from content.words import words

# The first name that a table has counts: where "Team#" and "Team name" both are, it is "Team#".
NAMES: Final[Mapping[str, Sequence[str]]] = {
    "semester": ("semester", "yearsemester", "semesteryear", "term"),
    "class_name": ("class", "classname", "classcode", "course", "program"),
    "team": ("team", "teamnumber", "teamno", "teamid", "teamcode", "teamname"),
    "title": ("title", "projecttitle", "projectname", "project"),
    "organisation": (
        *("organisation", "organization", "organisationname", "organizationname"),
        *("partner", "sponsor", "projectsponsor", "client", "company"),
    ),
    "industry": ("industry", "sector"),
    "abstract": ("abstract", "projectabstract", "description", "summary"),
    "students": ("students", "studentnames", "studentname", "teammembers", "members"),
}
REQUIRED: Final = ("semester", "class_name", "team", "title")


def plain(name: str) -> str:
    return "".join(words(name))


def locate(header: Sequence[str]) -> dict[str, int]:
    """The column of each field that the header names, counted from 0."""
    columns: dict[str, int] = {}
    for column, name in enumerate(map(plain, header)):
        columns.setdefault(name, column)
    found = {
        field: next((n for n in names if n in columns), None) for field, names in NAMES.items()
    }
    return {field: columns[name] for field, name in found.items() if name is not None}


def required(header: Sequence[str], table: str) -> dict[str, int]:
    """As ``locate``, of a header that has what every project needs."""
    located = locate(header)
    missing = [field.removesuffix("_name") for field in REQUIRED if field not in located]
    if missing:
        has = ", ".join(filter(None, (name.strip() for name in header))) or "none"
        plural = "columns" if len(missing) > 1 else "column"
        raise ImportRefused(
            f"{table} lacks the {plural} {' and '.join(missing)}; its first row has: {has[:300]}."
        )
    return located


def unused(header: Sequence[str], located: Mapping[str, int]) -> list[str]:
    columns = set(located.values())
    return [
        name.strip() for column, name in enumerate(header) if name.strip() and column not in columns
    ]
