"""``manage.py import_projects --sheet``: as from a file, but from the last good copy of a sheet."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalogue.management.commands.import_projects import DRAFTS
from catalogue.models import Project
from sheets import spreadsheet
from sheets.models import Copy, Sheet
from sheets.refreshing import fail, keep
from tests.standins.google import tab

HEADER = ("Year-Semester", "Class", "Team#", "Project Title", "Organization", "Abstract")
DRONE = ("2026-2 Fall", "Capstone", "CAP-104", "Thermal drone", "Quail Hollow", "Thirsty trees.")
BUS = ("2026-1 Spring", "Software", "CSE-301", "Bus planner")
SUMMARY = "Projects: 2 added, 0 changed, 0 unchanged.\n"
AGE = "Projects was read 0 minutes ago.\n"


def read_sheet(*rows: tuple[str, ...], title: str = "Projects", **parts: Any) -> Sheet:
    """A sheet that Google just returned with these rows."""
    sheet = Sheet.objects.create(title=title, spreadsheet="1aBcDeFgHiJkLmNoPqRsTuVwXyZ")
    keep(sheet, spreadsheet.read(json.dumps(tab(*rows, **parts)).encode()), ages=True)
    sheet.refresh_from_db()
    return sheet


def run(*words: str | Path) -> str:
    said = StringIO()
    call_command("import_projects", *words, stdout=said, stderr=said)
    return said.getvalue().replace(f"{DRAFTS}\n", "")


def refused(*words: str | Path) -> tuple[str, str]:
    """The error, and what was said before it. Nothing may have changed."""
    before, said = list(Project.objects.values()), StringIO()
    with pytest.raises(CommandError) as error:
        call_command("import_projects", *words, stdout=said, stderr=said)
    assert list(Project.objects.values()) == before
    return str(error.value), said.getvalue()


def test_imports_the_copy_and_says_how_old_it_is() -> None:
    read_sheet(HEADER, DRONE, BUS)
    assert run("--sheet", "Projects", "--dry-run") == (
        f"{AGE}Dry run, nothing is written: 2 added, 0 changed, 0 unchanged.\n"
    )
    assert not Project.objects.exists()
    assert run("--sheet", "projects") == f"{AGE}{SUMMARY}"
    assert list(Project.objects.values_list("slug", "title", "organisation", "abstract")) == [
        ("fall-2026-cap-104", "Thermal drone", "Quail Hollow", "Thirsty trees."),
        ("spring-2026-cse-301", "Bus planner", "", ""),
    ]
    assert run("--sheet", "Projects").endswith("0 added, 0 changed, 2 unchanged.\n")


def test_a_file_and_its_sheet_are_the_same_projects(tmp_path: Path) -> None:
    file = tmp_path / "projects.csv"
    file.write_text("\n".join(",".join(row) for row in (HEADER, DRONE, BUS)))
    run(file)
    read_sheet(HEADER, DRONE, BUS)
    assert run("--sheet", "Projects").endswith("0 added, 0 changed, 2 unchanged.\n")


def test_bad_rows_have_the_numbers_that_the_spreadsheet_shows() -> None:
    read_sheet(
        (),
        HEADER,
        DRONE,
        (),
        ("2026-2 Fall", "Capstone", "CAP-9", "Hidden"),
        ("Fal 2026", "Capstone", "CAP-2", "Title"),
        ("Fall 2026", "Software", "cap 104", "Again"),
        startRow=6,
        rowMetadata=[{}, {}, {}, {}, {"hiddenByFilter": True}],
    )
    error, said = refused("--sheet", "Projects")
    assert error == (
        "2 of 3 rows cannot be imported, so nothing was imported. Correct them in the sheet, "
        "run manage.py refresh_sheets --all, and import it again."
    )
    assert said == (
        f"{AGE}"
        "Row 12: semester: needs a term and a year, such as Fall 2026.\n"
        "Row 13: the same semester and team as row 9.\n"
    )


def test_rows_of_a_copy_without_numbers_are_counted() -> None:
    sheet = read_sheet(HEADER, DRONE, ("Fal 2026", "Capstone", "CAP-2", "Title"))
    Copy.objects.filter(sheet=sheet).update(numbers=None)
    assert "Row 3: semester" in refused("--sheet", "Projects")[1]


def test_a_cell_that_the_copy_cut_is_never_imported() -> None:
    read_sheet(HEADER, (*DRONE[:5], "x" * 2_000), (*BUS, "", "x" * 2_001))
    assert refused("--sheet", "Projects")[1] == (
        f"{AGE}Row 3: abstract: more than 2,000 characters, so import it from a file.\n"
    )


def test_an_unknown_sheet_is_told_which_there_are() -> None:
    assert refused("--sheet", "Teams")[0] == ("There is no sheet called Teams; none was added yet.")
    read_sheet(HEADER)
    read_sheet(HEADER, title="Halls")
    assert refused("--sheet", "Teams")[0] == (
        "There is no sheet called Teams; there are: Halls, Projects."
    )


def test_two_sheets_of_one_name_are_not_guessed_between() -> None:
    read_sheet(HEADER)
    read_sheet(HEADER, title="PROJECTS")
    assert refused("--sheet", "Projects")[0] == (
        "2 sheets are called Projects: rename one in the admin."
    )


def test_a_sheet_that_was_never_read_says_the_remedy_and_why() -> None:
    sheet = Sheet.objects.create(title="Projects", spreadsheet="1aBcDeFgHiJkLmNoPqRsTuVwXyZ")
    said = "Projects has not been read yet: run manage.py refresh_sheets --all."
    assert refused("--sheet", "Projects")[0] == said
    fail(sheet, "Google refuses (403).")
    assert refused("--sheet", "Projects")[0] == f"{said} Google refuses (403)."


def test_an_old_copy_is_imported_with_a_word_about_its_age() -> None:
    sheet = read_sheet(HEADER, DRONE, BUS)
    now = timezone.now()
    old = {"fetched_at": now - timedelta(days=3, hours=2), "stale_after": now - timedelta(days=2)}
    Sheet.objects.filter(pk=sheet.pk).update(**old)
    remedy = "To read it now, run manage.py refresh_sheets --all.\n"
    assert run("--sheet", "Projects", "--dry-run").startswith(
        f"Projects was last read 3 days ago. {remedy}"
    )
    fail(sheet, "Google cannot be reached.")
    assert run("--sheet", "Projects") == (
        f"Projects was last read 3 days ago: Google cannot be reached. {remedy}{SUMMARY}"
    )


def test_a_sheet_of_something_else_is_one_sentence() -> None:
    read_sheet(("Hall", "Seats"), ("A", "40"))
    assert refused("--sheet", "Projects")[0] == (
        "Projects lacks the columns semester and class and team and title; "
        "its first row has: Hall, Seats."
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "one of the arguments file --sheet is required"),
        (["projects.csv", "--sheet", "Projects"], "argument --sheet: not allowed with argument"),
    ],
)
def test_takes_a_file_or_a_sheet(words: list[str], said: str) -> None:
    assert said in refused(*words)[0]
