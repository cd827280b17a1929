"""Copies: what changes them, what leaves them alone, who tells visitors, and two at once."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from sheets.models import Copy, Sheet
from sheets.refreshing import claim, refresh
from sheets.table import SheetTable
from tests.sheets.conftest import ID, MakeSheet, rows
from tests.standins.google import Google, GoogleHandler, tab


@pytest.fixture
def bumps(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    heard: list[None] = []
    monkeypatch.setattr("content.version.bump", lambda: heard.append(None))
    return heard


def out_of_order(asked: GoogleHandler) -> None:
    asked.refuse(503)


def test_a_first_read_makes_a_copy(google: Google, make_sheet: MakeSheet) -> None:
    sheet = make_sheet()
    assert refresh(sheet) == ("Teams", "changed", "2 rows, changed")
    sheet.refresh_from_db()
    assert (sheet.row_count, sheet.failure, sheet.claimed_until) == (2, "", None)
    assert sheet.fetched_at
    assert sheet.due_at == sheet.fetched_at + timedelta(minutes=15)
    assert sheet.stale_after == sheet.fetched_at + timedelta(minutes=45)
    assert rows(sheet) == [["Solar canal", "Capstone"], ["Orchard", "Software"]]


def test_the_same_rows_again_are_no_news(read_sheet: Sheet, bumps: list[None]) -> None:
    assert refresh(read_sheet) == ("Teams", "unchanged", "2 rows, unchanged")
    assert bumps == []
    before = read_sheet.fetched_at
    read_sheet.refresh_from_db()
    assert before
    assert read_sheet.fetched_at
    assert read_sheet.fetched_at > before


def test_other_rows_are_news(google: Google, read_sheet: Sheet, bumps: list[None]) -> None:
    google.spreadsheets[ID] = tab(("Team",), ("Maps",))
    assert refresh(read_sheet).state == "changed"
    assert len(bumps) == 1
    assert rows(read_sheet) == [["Maps"]]


def test_a_failure_keeps_the_copy_and_is_news_once(
    google: Google, read_sheet: Sheet, bumps: list[None]
) -> None:
    before = rows(read_sheet)
    google.trouble = out_of_order
    assert refresh(read_sheet).state == "failed"
    assert refresh(read_sheet).words == "Google returned 503. This is tried again."
    assert len(bumps) == 1
    fetched_at = read_sheet.fetched_at
    read_sheet.refresh_from_db()
    assert rows(read_sheet) == before
    assert read_sheet.fetched_at == fetched_at
    assert read_sheet.failing_since
    assert read_sheet.due_at - timezone.now() < timedelta(minutes=5), "sooner than usual"


def test_recovery_is_news_even_with_the_same_rows(
    google: Google, read_sheet: Sheet, bumps: list[None]
) -> None:
    google.trouble = out_of_order
    refresh(read_sheet)
    google.trouble = None
    assert refresh(read_sheet).state == "unchanged"
    assert len(bumps) == 2
    read_sheet.refresh_from_db()
    assert (read_sheet.failing_since, read_sheet.failure) == (None, "")


def test_a_fault_of_our_own_is_a_failure_like_another(
    read_sheet: Sheet, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        notice, refreshes = "", True

        def fetch(self, sheet: Sheet) -> SheetTable:
            raise KeyError("surprise")

    assert refresh(read_sheet, Broken()).words.startswith("This server had an error")
    assert "surprise" in caplog.text


def test_a_claimed_sheet_is_left_alone(google: Google, make_sheet: MakeSheet) -> None:
    sheet = make_sheet()
    assert claim(sheet, timezone.now())
    assert refresh(sheet).state == "busy"
    assert google.asked == []


def test_the_claim_of_a_process_that_died_ends(google: Google, make_sheet: MakeSheet) -> None:
    sheet = make_sheet()
    assert claim(sheet, timezone.now() - timedelta(minutes=2))
    assert refresh(sheet).state == "changed"


def meanwhile(google: Google, change: Callable[[], object]) -> None:
    """Have ``change`` happen while Google is thinking."""

    def think(asked: GoogleHandler) -> None:
        change()
        connection.close()
        asked.say(200, google.spreadsheets[ID])

    google.trouble = think


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_was_read_for_another_place_is_thrown_away(
    google: Google, make_sheet: MakeSheet
) -> None:
    sheet = make_sheet()
    meanwhile(google, lambda: Sheet.objects.filter(pk=sheet.pk).update(tab="Other"))
    assert refresh(sheet).state == "gone"
    assert not Copy.objects.exists()
    sheet.refresh_from_db()
    assert sheet.claimed_until is None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_sheet_deleted_meanwhile_is_no_trouble(google: Google, make_sheet: MakeSheet) -> None:
    sheet = make_sheet()
    meanwhile(google, lambda: Sheet.objects.filter(pk=sheet.pk).delete())
    assert refresh(sheet).state == "gone"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_at_once_ask_google_once(google: Google, make_sheet: MakeSheet) -> None:
    sheet, together = make_sheet(), threading.Barrier(6)
    states: list[str] = []

    def one() -> None:
        together.wait(5)
        states.append(refresh(sheet).state)
        connection.close()

    waiting = threading.Event()

    def think(asked: GoogleHandler) -> None:
        waiting.wait(5)
        asked.say(200, google.spreadsheets[ID])

    google.trouble = think
    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    while len(states) < 5:
        threads[0].join(0.02)
    waiting.set()
    for thread in threads:
        thread.join(10)
    assert sorted(states) == ["busy"] * 5 + ["changed"]
    assert len(google.asked) == 1
