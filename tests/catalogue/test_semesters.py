"""Semesters as spreadsheets write them, and words as the catalogue compares them."""

import pytest

from catalogue.semesters import Semester, Term, parse
from catalogue.words import searchable
from content.words import words


@pytest.mark.parametrize(
    "text",
    ["Fall 2026", "fall 2026", "2026 FALL", "2026-2 Fall", "fall-2026", "Fall2026", "Autumn, 2026"],
)
def test_a_semester_is_read_however_it_is_written(text: str) -> None:
    assert parse(text) == Semester(2026, Term.FALL)


@pytest.mark.parametrize(
    "text",
    ["", "2026", "Fall", "F26", "Fall 26", "Fall 1999", "Fall 2025 or 2026", "Rainfall 2026"],
)
def test_an_unclear_semester_is_none(text: str) -> None:
    assert parse(text) is None


def test_a_semester_says_itself_to_people_and_in_addresses() -> None:
    assert (Semester(2026, Term.FALL).label, Semester(2026, Term.FALL).slug) == (
        "Fall 2026",
        "fall-2026",
    )


def test_words_have_no_case_accents_or_punctuation() -> None:
    assert words("Zoë VILLASEÑOR's CAP-104, ﬁgs_") == [
        *("zoe", "villasenor", "s", "cap", "104", "figs"),
    ]
    assert searchable("A-b", "", "c") == " a b c"
