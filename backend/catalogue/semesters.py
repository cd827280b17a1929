"""Semesters: a term and a year, however a spreadsheet writes them."""

import re
from typing import NamedTuple

from django.db.models import IntegerChoices

YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
TERM = re.compile(r"(?<![a-z])(spring|summer|fall|autumn)(?![a-z])")


class Term(IntegerChoices):
    """In the order of a calendar year."""

    SPRING = 1, "Spring"
    SUMMER = 2, "Summer"
    FALL = 3, "Fall"


class Semester(NamedTuple):
    year: int
    term: Term

    @property
    def label(self) -> str:
        """As people say it: "Fall 2026"."""
        return f"{self.term.label} {self.year}"

    @property
    def slug(self) -> str:
        """As an address says it: "fall-2026"."""
        return self.label.lower().replace(" ", "-")


def parse(text: str) -> Semester | None:
    """The semester in "Fall 2026", "2026 fall", "2026-2 Fall" or "fall-2026"; None if unclear."""
    years, terms = YEAR.findall(text), TERM.findall(text.lower())
    if len(years) != 1 or len(terms) != 1:
        return None
    name = terms[0].replace("autumn", "fall")
    return Semester(int(years[0]), Term[name.upper()])
