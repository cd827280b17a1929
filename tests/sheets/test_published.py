"""What visitors are told: cached bytes that follow every change, and never a question to Google."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings
from wagtail.models import Site

from content import pages, schemas
from content.models import ContentPage
from sheets.blocks.sheet import load
from sheets.models import Copy, Sheet
from sheets.refreshing import refresh
from tests import commands
from tests.content.stored import item
from tests.sheets.conftest import ID, MakeSheet
from tests.standins.google import Google, GoogleHandler, tab


def address(sheet: Sheet) -> str:
    return f"/api/sheets/{sheet.key}/"


def rows_of(client: Client, sheet: Sheet) -> Any:
    return client.get(address(sheet)).json()


def test_rows_come_with_their_age(client: Client, read_sheet: Sheet) -> None:
    assert read_sheet.fetched_at
    assert read_sheet.stale_after
    document = rows_of(client, read_sheet)
    times = [datetime.fromisoformat(document.pop(name)) for name in ("fetched_at", "stale_after")]
    known = (read_sheet.fetched_at, read_sheet.stale_after)
    # JSON has milliseconds.
    assert [time.timestamp() for time in times] == pytest.approx(
        [time.timestamp() for time in known], abs=0.001
    )
    assert document == {
        "key": str(read_sheet.key),
        "title": "Teams",
        "columns": ["Team", "Class"],
        "rows": [["Solar canal", "Capstone"], ["Orchard", "Software"]],
        "failing": False,
    }


def test_a_warm_response_asks_no_database_and_is_304_where_it_is_known(
    client: Client, read_sheet: Sheet, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get(address(read_sheet))
    with django_assert_num_queries(0):
        again = client.get(address(read_sheet), headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_the_next_visitor_sees_other_rows_a_failure_and_its_end(
    client: Client,
    google: Google,
    read_sheet: Sheet,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def seen() -> tuple[int, bool]:
        with django_capture_on_commit_callbacks(execute=True):
            refresh(read_sheet)
        document = rows_of(client, read_sheet)
        return len(document["rows"]), document["failing"]

    rows_of(client, read_sheet)
    google.spreadsheets[ID] = tab(("Team",), ("Maps",))
    assert seen() == (1, False)
    google.trouble = lambda asked: asked.refuse(500)
    assert seen() == (1, True)
    google.trouble = None
    assert seen() == (1, False)


def test_why_it_fails_is_not_for_visitors(
    client: Client, google: Google, read_sheet: Sheet
) -> None:
    def refuse(asked: GoogleHandler) -> None:
        asked.refuse(403)

    google.trouble = refuse
    refresh(read_sheet)
    assert "@" not in json.dumps(rows_of(client, read_sheet))


def test_a_sheet_that_was_never_read_says_so(client: Client, make_sheet: MakeSheet) -> None:
    document = rows_of(client, make_sheet())
    assert (document["rows"], document["columns"], document["fetched_at"]) == ([], [], None)


@pytest.mark.parametrize("key", ["00000000-0000-4000-8000-000000000000", "1", "x"])
def test_an_unknown_sheet_is_a_problem_of_404(client: Client, db: None, key: str) -> None:
    response = client.get(f"/api/sheets/{key}/")
    assert (response.status_code, response.json()["status"]) == (404, 404)


@pytest.fixture
def page(read_sheet: Sheet, settings: Settings) -> ContentPage:
    settings.FRONTEND_URL = ""
    home = Site.objects.get().root_page
    page = ContentPage(title="Teams", slug="teams")
    value = {"heading": "Who stands where", "sheet": read_sheet.pk}
    page.body = ContentPage.body.field.stream_block.to_python([item(value, "sheet")])
    home.add_child(instance=page)
    return page


def blocks() -> list[Any]:
    found = pages.find("/teams/")
    assert isinstance(found, schemas.Page)
    return [block.model_dump(mode="json")["value"] for block in found.body]


def test_a_page_holds_where_the_rows_are_and_not_the_rows(
    page: ContentPage, read_sheet: Sheet
) -> None:
    assert blocks() == [
        {
            "heading": "Who stands where",
            "sheet": str(read_sheet.key),
            "title": "Teams",
            "rows": 2,
        }
    ]


def test_a_page_outlives_its_sheet(page: ContentPage, read_sheet: Sheet) -> None:
    read_sheet.delete()
    assert not Copy.objects.exists()
    assert blocks() == []


def test_a_page_without_sheets_asks_for_none(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert load(set()) == {}


ASK = """
import json, sys
from django.test import Client
from sheets.models import Sheet
key = Sheet.objects.get(title="Teams and tables").key
response = Client().get(f"/api/sheets/{key}/", headers={"host": "localhost"})
assert len(response.json()["rows"]) > 30, response.content
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_a_visitor_brings_no_client_into_memory(seeded: dict[str, str], google: Google) -> None:
    environ = commands.environment("dev", seeded, google.environment)
    finished = commands.run(environ, "shell", "--no-imports", "-c", ASK)
    assert finished.returncode == 0, finished.stdout
    loaded = set(json.loads(finished.stdout.splitlines()[-1]))
    assert "sheets" in loaded
    assert loaded & {"httpx", "google", "cryptography"} == set()
