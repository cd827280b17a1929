"""Semesters: a term and a year, however a spreadsheet writes them."""

import re
from typing import Final, NamedTuple

from django.db.models import IntegerChoices

EARLIEST_YEAR: Final = 2000  # an address has a year of this century
LATEST_YEAR: Final = 2099
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
TERM = re.compile(r"(?<![a-z])(spring|summer|fall|autumn)(?![a-z])")


class Term(IntegerChoices):
    """In the order of a calendar year."""

    SPRING = 1, "Spring"
    SUMMER = 2, "Summer"
    FALL = 3, "Fall"


class Semester(NamedTuple):
    """``term`` is a Term, or what somebody stored instead of one."""

    year: int
    term: int

    @property
    def label(self) -> str:
        """As people say it: "Fall 2026"."""
        term = Term(self.term).label if self.term in Term.values else f"Term {self.term}"
        return f"{term} {self.year}"

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
