"""An event's schedule, and its iCalendar files as a calendar reads them."""

import subprocess
import sys
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries, Settings

from api import cached
from catalogue.models import Event, Project
from content.models import ContentPage
from tests import commands
from tests.caches import clear_caches

HERE = ZoneInfo("America/Los_Angeles")


def test_says_the_schedule_by_track_and_time(
    client: Client, event: Event, catalogue_page: ContentPage
) -> None:
    said = client.get(f"/api/events/{event.pk}/").json()
    assert (said["starts"], said["ends"], said["time_zone"]) == (
        "2026-12-11T09:00:00-08:00",
        "2026-12-11T18:00:00-08:00",
        "America/Los_Angeles",
    )
    [track] = said["tracks"]
    assert (track["name"], track["place"]) == ("Finals", "Auditorium")
    talk, panel = track["talks"]
    assert (talk["title"], talk["starts"]) == ("Thermal drone", "2026-12-11T13:00:00-08:00")
    assert talk["project"] == {
        "path": "/all-projects/fall-2026-cap-104/",
        "team": "CAP-104",
        "organisation": "Quail Hollow Orchards",
    }
    assert (panel["title"], panel["project"]) == ("Panel", None)


def test_a_repeated_question_asks_the_database_nothing(
    client: Client, event: Event, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"/api/events/{event.pk}/"
    for path in (address, f"{address}calendar.ics", "/api/events/next/"):
        client.get(path)
        with django_assert_num_queries(0):
            assert client.get(path).status_code == 200


def test_the_next_event_is_the_first_to_come_or_else_the_last(client: Client) -> None:
    assert client.get("/api/events/next/").status_code == 404
    today = date.today()
    for days in (-300, -20):
        make(today + timedelta(days=days))
    assert next_day(client) == today - timedelta(days=20)
    for days in (300, 0):
        make(today + timedelta(days=days))
    assert next_day(client) == today


@pytest.mark.parametrize("path", ["/api/events/next/", "/api/pages/?path=/schedule/"])
def test_the_next_day_has_its_own_response(
    client: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """No version changes at midnight, so the date is a part of the cache's key."""
    seen: list[str] = []
    make_once = cached.make_once

    def noted(name: str, *others: Any) -> Any:
        seen.append(name)
        return make_once(name, *others)

    monkeypatch.setattr(cached, "make_once", noted)
    today = timezone.localdate()
    for module in ("api.catalogue", "api.urls"):
        monkeypatch.setattr(f"{module}.localdate", lambda: today)
    client.get(path)
    for responses in cached.recent.values():
        responses.clear()
    client.get(path)
    assert len(seen) == 1
    for module in ("api.catalogue", "api.urls"):
        monkeypatch.setattr(f"{module}.localdate", lambda: today + timedelta(days=1))
    for responses in cached.recent.values():
        responses.clear()
    client.get(path)
    assert len(seen) == 2


def make(day: date) -> None:
    Event.objects.create(title="E", date=day, starts="09:00", ends="10:00")
    clear_caches()


def next_day(client: Client) -> date:
    return datetime.fromisoformat(client.get("/api/events/next/").json()["starts"]).date()


@pytest.mark.parametrize(
    "path", ["0/", "999/", "x/", "999/calendar.ics", f"{'9' * 30}/", "1/talks/x/calendar.ics"]
)
def test_what_is_not_there_is_a_problem(client: Client, path: str) -> None:
    response = client.get(f"/api/events/{path}")
    assert response.status_code in {400, 404}
    assert response.headers["Content-Type"] == "application/problem+json"


def test_the_day_in_a_calendar(client: Client, event: Event, settings: Settings) -> None:
    settings.FRONTEND_URL = "https://www.innovatetogrow.test"
    event.place, event.text = "Hall; 1, Merced", "Free,\nopen \\ to all"
    event.save()
    response = client.get(f"/api/events/{event.pk}/calendar.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.content.count(b"\r\n") == response.content.count(b"\n")
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    [entry] = Calendar.from_ical(response.content).walk("VEVENT")
    assert (entry["uid"], entry["summary"]) == (str(event.uid), event.title)
    assert (entry["location"], entry["description"]) == (event.place, event.text)
    assert entry.decoded("dtstart") == datetime(2026, 12, 11, 9, tzinfo=HERE)
    assert entry.decoded("dtend") == datetime(2026, 12, 11, 18, tzinfo=HERE)


def talk_file(client: Client, event: Event, place: int = 0) -> bytes:
    cached = client.get(f"/api/events/{event.pk}/").json()
    response = client.get(f"/api{cached['tracks'][0]['talks'][place]['calendar']}")
    assert response.status_code == 200
    return response.content


def test_one_talk_in_a_calendar(client: Client, event: Event) -> None:
    [entry] = Calendar.from_ical(talk_file(client, event)).walk("VEVENT")
    assert entry["summary"] == "Thermal drone"
    assert entry["location"] == "Auditorium, Conference Center"
    assert "CAP-104, for Quail Hollow Orchards" in str(entry["description"])
    assert entry.decoded("dtstart") == datetime(2026, 12, 11, 13, tzinfo=HERE)
    assert entry.decoded("dtend") - entry.decoded("dtstart") == timedelta(minutes=15)


def test_a_talk_keeps_its_identity_when_it_is_moved(client: Client, event: Event) -> None:
    before = talk_file(client, event)
    event.refresh_from_db()
    event.tracks[0].value["talks"][0]["minutes"] = 20
    event.save()
    clear_caches()
    after = talk_file(client, event)
    uids = [Calendar.from_ical(file).walk("VEVENT")[0]["uid"] for file in (before, after)]
    assert uids[0] == uids[1]
    assert before != after


def test_a_deleted_projects_talk_stays(client: Client, event: Event, drone: Project) -> None:
    drone.delete()
    said = client.get(f"/api/events/{event.pk}/").json()["tracks"][0]["talks"][0]
    assert (said["title"], said["project"]) == ("To be announced", None)
    assert b"To be announced" in talk_file(client, event)


def test_icalendar_is_imported_by_its_endpoints_alone() -> None:
    script = "import django, sys; django.setup(); import core.urls; print(*sys.modules)"
    environ = commands.environment("dev", {"PYTHONPATH": str(commands.BACKEND)})
    command = [sys.executable, "-c", script]
    said = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    assert "catalogue.events" in said.stdout.split()
    assert "icalendar" not in said.stdout.split()
