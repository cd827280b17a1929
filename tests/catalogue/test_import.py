"""``manage.py import_projects``: forgiving about names and encodings, strict about rows."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry

from catalogue.management.commands.import_projects import DRAFTS
from catalogue.models import Project
from content.scheduling import apply_schedules
from content.version import ContentVersion

HEADER = "Semester,Class,Team,Title,Organization,Industry,Abstract,Students\n"
ROWS = (
    'Fall 2026,Capstone,CAP-104,Thermal drone,"Quail, Inc.",Food,"One.\n\nTwo.","Zoë Ü; Wei Y"\n'
    "2026-1 Spring,Software,CSE-301,Bus planner,,,,\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "projects.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8", newline="")
    return path


def run(file: Path, *options: str) -> str:
    """What is said on both streams; fails with the command."""
    said = StringIO()
    call_command("import_projects", file, *options, stdout=said, stderr=said)
    return said.getvalue().replace(f"{DRAFTS}\n", "")


def refused(file: Path) -> tuple[str, str]:
    """The error, and what was said before it. Nothing may have changed."""
    before, said = list(Project.objects.values()), StringIO()
    with pytest.raises(CommandError) as error:
        call_command("import_projects", file, stdout=said, stderr=said)
    assert list(Project.objects.values()) == before
    return str(error.value), said.getvalue()


def stored() -> list[tuple[str, ...]]:
    fields = ("slug", "class_name", "title", "organisation", "abstract", "students")
    return list(Project.objects.order_by("slug").values_list(*fields))


EXPECTED = [
    (
        *("fall-2026-cap-104", "Capstone", "Thermal drone", "Quail, Inc."),
        *("One.\n\nTwo.", "Zoë Ü\nWei Y"),
    ),
    ("spring-2026-cse-301", "Software", "Bus planner", "", "", ""),
]


def test_adds_every_row_and_is_safe_to_run_twice(file: Path) -> None:
    assert run(file) == "Projects: 2 added, 0 changed, 0 unchanged.\n"
    assert stored() == EXPECTED
    version = ContentVersion.objects.get()
    assert run(file) == "Projects: 0 added, 0 changed, 2 unchanged.\n"
    file.write_text(file.read_text().replace("Bus planner", "Bus planner 2"))
    assert run(file) == "Projects: 0 added, 1 changed, 1 unchanged.\n"
    assert ContentVersion.objects.get().number == version.number, "visitors see nothing of it"


@pytest.fixture
def publisher() -> str:
    user = User.objects.create_user("pia")
    user.groups.add(Group.objects.get(name="Publishers"))
    return user.username


def published() -> list[str]:
    return list(Project.published.order_by("slug").values_list("title", flat=True))


def test_what_is_imported_waits_as_drafts(file: Path) -> None:
    run(file)
    assert published() == []
    drafts = Project.objects.order_by("slug")
    assert [project.status_string for project in drafts] == ["draft", "draft"]
    assert ModelLogEntry.objects.filter(action="wagtail.create").count() == 2
    drafts[0].latest_revision.publish()
    file.write_text(file.read_text().replace("Thermal drone", "Balloon"))
    assert run(file) == "Projects: 0 added, 1 changed, 1 unchanged.\n"
    assert published() == ["Thermal drone"]
    assert run(file) == "Projects: 0 added, 0 changed, 2 unchanged.\n"
    assert drafts.all()[0].get_latest_revision_as_object().title == "Balloon"


def test_a_publisher_publishes_what_is_imported(file: Path, publisher: str) -> None:
    run(file)
    assert run(file, "--publish-as", publisher) == "Projects: 0 added, 2 changed, 0 unchanged.\n"
    assert published() == ["Thermal drone", "Bus planner"]
    assert stored() == EXPECTED
    file.write_text(file.read_text().replace("Thermal drone", "Balloon"))
    assert run(file, "--publish-as", publisher) == "Projects: 0 added, 1 changed, 1 unchanged.\n"
    assert published() == ["Balloon", "Bus planner"]
    assert {project.status_string for project in Project.objects.all()} == {"live"}
    assert not Project.objects.exclude(live_revision=F("latest_revision")).exists()
    assert ModelLogEntry.objects.filter(action="wagtail.publish", user__username="pia").count() == 3


def test_what_is_published_by_an_import_is_neither_replaced_nor_unpublished_later(
    file: Path, publisher: str
) -> None:
    """By an older draft that was scheduled or is in moderation, or by an expiry that is over."""
    run(file, "--publish-as", publisher)
    now = timezone.now()
    drone, bus = Project.objects.order_by("slug")
    drone.title, drone.go_live_at = "Scheduled", now + timedelta(hours=1)
    drone.save_revision().publish()
    drone.get_workflow().start(drone, User.objects.get(username=publisher))
    bus.live, bus.expired, bus.expire_at = False, True, now - timedelta(hours=1)
    bus.save()
    bus.save_revision()
    assert run(file, "--publish-as", publisher) == "Projects: 0 added, 2 changed, 0 unchanged.\n"
    drone.refresh_from_db()
    assert (drone.scheduled_revision, drone.go_live_at) == (None, None)
    assert drone.current_workflow_state is None
    assert list(apply_schedules()) == []
    assert published() == ["Thermal drone", "Bus planner"]


@pytest.mark.parametrize("group", ["Editors", None])
def test_nobody_else_publishes_an_import(file: Path, group: str | None) -> None:
    user = User.objects.create_user("eva")
    if group:
        user.groups.add(Group.objects.get(name=group))
    with pytest.raises(CommandError, match="no user eva who may publish projects"):
        run(file, "--publish-as", "eva")
    assert stored() == []


def test_a_dry_run_writes_nothing(file: Path) -> None:
    assert run(file, "--dry-run") == (
        "Dry run, nothing is written: 2 added, 0 changed, 0 unchanged.\n"
    )
    assert stored() == []


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("lines", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("latin-1", b""),
        ("latin-1", b"\xef\xbb\xbf"),
        ("utf-16", b""),
    ],
    ids=["UTF-8", "UTF-8 with a mark", "Latin-1", "Latin-1 with a mark", "UTF-16"],
)
def test_reads_what_spreadsheets_save(
    file: Path, separator: str, lines: str, encoding: str, mark: bytes
) -> None:
    cells = [line.split(",") for line in (HEADER + "Fall 2026,C,T-1,Café,,,é,Zoë Ü").splitlines()]
    text = lines.join(separator.join(row) for row in cells) + lines
    file.write_bytes(mark + text.encode(encoding))
    run(file)
    assert stored() == [("fall-2026-t-1", "C", "Café", "", "é", "Zoë Ü")]


def test_columns_may_have_other_names_and_places(file: Path) -> None:
    file.write_text(
        "Track,Team#,TeamName,Project Title,Year-Semester,CLASS,Student Names\n"
        '1,CAP-1,The Owls,Drone,2026-2 Fall,CAP,"Wei Y, Zoë Ü"\n'
    )
    assert run(file) == (
        "Columns not used: Track, TeamName.\nProjects: 1 added, 0 changed, 0 unchanged.\n"
    )
    assert stored() == [("fall-2026-cap-1", "CAP", "Drone", "", "", "Wei Y\nZoë Ü")]


def test_fields_without_a_column_stay(file: Path) -> None:
    run(file)
    file.write_text("Semester,Class,Team,Title\nFall 2026,Capstone,cap 104,Balloon\n")
    assert run(file).endswith("0 added, 1 changed, 0 unchanged.\n")
    assert Project.objects.get(slug="fall-2026-cap-104").organisation == "Quail, Inc."


def test_every_bad_row_is_said_and_nothing_is_imported(file: Path) -> None:
    run(file)
    file.write_text(
        f"{HEADER}"
        "Fall 2026,Capstone,CAP-1,Good\n"
        "\n"
        "Fal 2026,Capstone,CAP-2,Title\n"
        f"Fall 2026,,★,{'x' * 201}\n"
        "Fall 2026,Capstone,★,Title\n"
        "Fall 2026,Software,cap 1,Again\n"
    )
    error, said = refused(file)
    assert error == (
        "4 of 5 rows cannot be imported, so nothing was imported. "
        "Correct them and import the file again."
    )
    assert said.splitlines() == [
        "Row 4: semester: needs a term and a year, such as Fall 2026.",
        "Row 5: class: This field cannot be blank; title: Ensure this value has at most 200 "
        "characters (it has 201).",
        "Row 6: team: Give the team a letter or a digit.",
        "Row 7: the same semester and team as row 2.",
    ]


def test_html_in_a_cell_is_text(file: Path) -> None:
    file.write_text("Semester,Class,Team,Title\nFall 2026,C,T,<script>alert(1)</script>\n")
    run(file)
    assert Project.objects.get().title == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "projects.csv is empty."),
        (b"\xef\xbb\xbf\r\n \r\n", "projects.csv is empty."),
        (
            b"PK\x03\x04\x14\0",
            "projects.csv cannot be read as an Excel workbook: "
            "save it again as .xlsx or CSV (UTF-8).",
        ),
        (b"%PDF-1.7", "projects.csv is a PDF: export the table as CSV and import that."),
        (b"\x7fELF\0\0", "projects.csv is not a text file."),
        (
            b"Semester,Class,Name\n1,2,3\n",
            "projects.csv lacks the columns team and title; "
            "its first row has: Semester, Class, Name.",
        ),
        (
            b"<html><body>",
            "projects.csv lacks the columns semester and class and team and title; "
            "its first row has: <html><body>.",
        ),
        (HEADER.encode(), "There are no rows below the header."),
    ],
)
def test_what_is_no_table_of_projects_is_one_sentence(
    file: Path, content: bytes, said: str
) -> None:
    file.write_bytes(content)
    assert refused(file)[0] == said


def test_a_quote_that_is_never_closed_says_where(file: Path) -> None:
    file.write_text(f'{HEADER}Fall 2026,C,T-1,Fine\nFall 2026,C,T-2,"Open\nFall 2026,C,T-3,x\n')
    assert refused(file)[0] == (
        "projects.csv cannot be read as CSV from row 3 on: a quotation mark is never closed."
    )


def test_a_missing_file_and_a_directory_are_said(tmp_path: Path) -> None:
    missing = tmp_path / "missing.csv"
    assert refused(missing)[0] == f"There is no file at {missing}."
    assert refused(tmp_path)[0] == f"{tmp_path} is a folder: give a CSV or XLSX file."


def test_nothing_is_kept_when_the_writing_fails(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("catalogue.importing.storing.keep_revisions", break_off)
    with pytest.raises(RuntimeError):
        run(file)
    assert stored() == []


def test_a_thousand_rows_take_few_queries(
    file: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = (f"Fall 2026,C,T-{n},Title,,,{'word ' * 100},Wei\n" for n in range(1_000))
    file.write_text(HEADER + "".join(rows))
    with django_assert_max_num_queries(100):
        assert run(file) == "Projects: 1000 added, 0 changed, 0 unchanged.\n"
    with django_assert_max_num_queries(10):
        assert run(file) == "Projects: 0 added, 0 changed, 1000 unchanged.\n"
