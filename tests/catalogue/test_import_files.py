"""Files as spreadsheets really save them: imported, or refused in a sentence.

A dry run says what the real run says, on PostgreSQL and on SQLite.
"""

from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DataError
from django.test import Client
from openpyxl import Workbook

from catalogue.management.commands.import_projects import DRAFTS
from catalogue.models import Project
from content.version import ContentVersion
from tests.catalogue.conftest import drone, make_project
from tests.catalogue.test_admin import LIST, admin

__all__ = ["admin", "drone", "make_project"]

pytestmark = pytest.mark.django_db
INPUTS = Path(__file__).parents[1] / "inputs"
HEADER = ["Semester", "Class", "Team", "Title"]
ROW = ["Fall 2026", "SC", "CSE-1", "Title"]


def run(file: Path, *options: str) -> str:
    """Everything that is said, the refusal last."""
    said = StringIO()
    try:
        call_command("import_projects", file, *options, stdout=said, stderr=said)
    except CommandError as error:
        return f"{said.getvalue()}{error}"
    return said.getvalue().replace(f"{DRAFTS}\n", "")


def imported(file: Path) -> str:
    """What a real run says, after a dry run that must have said the same and changed nothing."""
    before = list(Project.objects.values()), list(ContentVersion.objects.values())
    foreseen = run(file, "--dry-run")
    assert (list(Project.objects.values()), list(ContentVersion.objects.values())) == before
    said = run(file)
    assert foreseen.replace("Dry run, nothing is written:", "Projects:") == said
    return said


ADDED = "Projects: 1 added, 0 changed, 0 unchanged.\n"


@pytest.mark.parametrize(
    ("name", "team", "title"),
    [
        ("header_newline.csv", "CSE-93", "T"),
        ("sep_line.csv", "CSE-92", "A title 2"),
        ("control_characters.csv", "CSE-11", "Title with VT"),
    ],
)
def test_what_excel_and_people_write_is_imported(name: str, team: str, title: str) -> None:
    if name == "sep_line.csv":  # the input's students are not quoted, so they are two columns
        assert imported(INPUTS / name) == ADDED
    else:
        assert imported(INPUTS / name).endswith(ADDED)
    assert list(Project.objects.values_list("team", "title")) == [(team, title)]


def test_text_that_was_decoded_twice_is_refused_by_row() -> None:
    *rows, refusal = imported(INPUTS / "decoded_twice.csv").splitlines()
    assert refusal.startswith("1 of 1 rows cannot be imported, so nothing was imported.")
    faults = {
        "title": ("NiÃ±oâ€™s cafÃ© â€“ app", "Niño’s café – app"),  # noqa: RUF001
        "organization": ("PeÃ±a & SÃ¶hne", "Peña & Söhne"),
        "abstract": ("Text â€œquotedâ€\ufffd", "Text “quoted\ufffd"),
        "students": ("JosÃ© NÃºÃ±ez ZoÃ« BrontÃ«", "José Núñez Zoë Brontë"),
    }
    said = "; ".join(
        f"{name}: this text was decoded twice: “{read}” should be “{meant}”"
        for name, (read, meant) in faults.items()
    )
    assert rows == [f"Row 2: {said}."]
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "CAFÉ»",
        "“CAFÉ…”",
        "SÃO PAULO",
        "Đặng Thị",
        "Łódź",
        "½ ± µ ©",
        "É®",
        "L\u2019ÉTÉ\u2019s",
        "שלום",
    ],
)
def test_unusual_text_is_not_taken_for_it(tmp_path: Path, text: str) -> None:
    assert imported(written(tmp_path, [HEADER, [*ROW[:3], text]])) == ADDED
    assert Project.objects.get().title == text


def written(tmp_path: Path, rows: list[list[str]], name: str = "projects.csv") -> Path:
    path = tmp_path / name
    path.write_text("".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")
    return path


MANY_LETTERS = "㎏" * 39 + "ﷺ"  # one team's 40 characters, and 96 of an address


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [["x" * 140_000]],
            "projects.csv cannot be read as CSV from row 1 on: a cell has more than 131,072 "
            "characters.",
        ),
        (
            [HEADER, [*ROW[:3], "x" * 140_000]],
            "projects.csv cannot be read as CSV from row 2 on: a cell has more than 131,072 "
            "characters.",
        ),
        (
            [["x" * 100] * 1400],
            "projects.csv lacks the columns semester and class and team and title; its first row "
            f"has: {', '.join(['x' * 100] * 3)[:300]}.",
        ),
        (
            [HEADER, [*ROW[:3], "x" * 201]],
            "Row 2: title: Ensure this value has at most 200 characters (it has 201).",
        ),
        (
            [HEADER, [*ROW[:2], MANY_LETTERS, "Title"]],
            "Row 2: team: The address of this team's page would be longer than 80 characters.",
        ),
        (
            [HEADER, ["Fall 20266", *ROW[1:]], ["Fall 9999", *ROW[1:]], ["Fall 26", *ROW[1:]]],
            "Row 4: semester: needs a term and a year, such as Fall 2026.",
        ),
        (
            [HEADER, [*ROW[:3], "Caf\ufffd"]],
            "Row 2: title: it contains “\ufffd”, which stands for lost characters.",
        ),
    ],
    ids=["first line", "cell", "header", "title", "address", "years", "lost"],
)
def test_what_cannot_be_stored_is_said_before(
    tmp_path: Path, rows: list[list[str]], said: str
) -> None:
    assert said in imported(written(tmp_path, rows)).splitlines()
    assert not Project.objects.exists()


def test_nul_is_said_in_a_sentence(tmp_path: Path) -> None:
    assert imported(INPUTS / "utf16_nul.csv") == (
        "utf16_nul.csv is damaged: it contains NUL characters. Save it again."
    )


def test_a_wide_header_makes_no_wall_of_text(tmp_path: Path) -> None:
    rows = [[*HEADER, *("x" * 100 for _ in range(1400))], ROW]
    assert len(imported(written(tmp_path, rows))) < 400


def test_what_the_database_refuses_is_a_sentence_in_a_dry_run_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **options: Any) -> None:
        raise DataError("value too long\nCONTEXT: …")

    monkeypatch.setattr("catalogue.importing.storing.Project.objects.bulk_create", refuse)
    assert imported(written(tmp_path, [HEADER, ROW])) == (
        "The database refused the data, so nothing was imported: value too long."
    )


def workbook(tmp_path: Path, rows: list[list[Any]], *, sheets_before: int = 0) -> Path:
    book = Workbook()
    sheet: Any = book.active
    for number in range(sheets_before):
        sheet.append(["Notes", number])
        sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    path = tmp_path / "projects.xlsx"
    book.save(path)
    return path


def test_a_workbook_is_imported(tmp_path: Path) -> None:
    """The sheet whose header fits; numbers and dates as text; Excel's spelling of a soft return."""
    rows: list[list[Any]] = [
        [],
        [*HEADER, "Industry", "Abstract", None],
        ["Fall 2026", "SC", 104.0, "One_x000B_two é", date(2026, 1, 2), "a_x000D_\nb"],
        [],
        ["Fall 2026", "SC", "CSE-2", "Fal 2026", True, None],
    ]
    assert imported(workbook(tmp_path, rows, sheets_before=2)) == (
        "Projects: 2 added, 0 changed, 0 unchanged.\n"
    )
    first, second = Project.objects.order_by("team").values_list(
        *("team", "title", "industry", "abstract")
    )
    assert first == ("104", "One two é", "2026-01-02", "a\nb")
    assert second == ("CSE-2", "Fal 2026", "True", "")


def test_rows_of_a_workbook_have_the_numbers_that_excel_shows(tmp_path: Path) -> None:
    bad = ["Fal 2026", "SC", "CSE-1", "Title"]
    said = imported(workbook(tmp_path, [[], HEADER, [], bad]))
    assert said.startswith("Row 4: semester: needs a term and a year")
    assert imported(workbook(tmp_path, [[]])) == "projects.xlsx is empty."


def test_a_workbook_that_is_none_is_said(tmp_path: Path) -> None:
    path = workbook(tmp_path, [HEADER, ROW])
    whole = path.read_bytes()
    for content in (whole[:400], whole.replace(b"xl/worksheets", b"xl/worksheetz"), b"PK\x03\x04"):
        path.write_bytes(content)
        assert imported(path) == (
            "projects.xlsx cannot be read as an Excel workbook: "
            "save it again as .xlsx or CSV (UTF-8)."
        )
    path.write_bytes(b"\xd0\xcf\x11\xe0 and so on")
    assert imported(path) == (
        "projects.xlsx is an old or a protected workbook: save it as .xlsx without a password."
    )


def test_a_workbook_may_have_a_limited_number_of_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalogue.importing.workbook.MOST_ROWS", 2)
    assert imported(workbook(tmp_path, [HEADER, ROW, ROW])) == (
        "projects.xlsx is too large: a sheet may have 2 rows."
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_each_export_is_imported_unchanged(
    admin: Client, drone: Project, tmp_path: Path, kind: str
) -> None:
    Project.objects.update(title="=1+1", abstract="-One\n-Two", organisation="'Quotes'")
    response: Any = admin.get(f"{LIST}?export={kind}")
    file = tmp_path / f"export.{kind}"
    file.write_bytes(BytesIO(b"".join(response.streaming_content)).getvalue())
    assert imported(file) == "Projects: 0 added, 0 changed, 1 unchanged.\n"
