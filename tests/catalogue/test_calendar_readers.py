"""Events and talks in the calendars of people, by four readers that nobody here wrote."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from catalogue.models import Event, Project
from tests.caches import clear_caches
from tests.catalogue.conftest import track
from tests.catalogue.readers import READERS, Reader, Reading

HERE = ZoneInfo("America/Los_Angeles")
INPUTS = Path(__file__).parents[1] / "inputs"
# The night that is an hour longer, and the one that is an hour shorter.
LONG, SHORT = date(2026, 11, 1), date(2027, 3, 14)
DAYS = [
    ("Fall, December; \\ 🚀 שלום", date(2026, 12, 11), time(9), time(18)),
    ("May", date(2027, 5, 1), time(10), time(12)),
    ("Long night", LONG, time(0, 30), time(3, 30)),
    ("Short night", SHORT, time(0, 30), time(3, 30)),
]

reader = pytest.mark.parametrize("read", READERS.values(), ids=READERS)


def days() -> list[Event]:
    return [
        Event.objects.create(title=title, date=day, starts=starts, ends=ends, text="Line\nline")
        for title, day, starts, ends in DAYS
    ]


def file(client: Client, event: Event) -> bytes:
    return client.get(f"/api/events/{event.pk}/calendar.ics").content


def local(reading: Reading) -> list[str]:
    """As a clock in California shows it."""
    return [f"{moment.astimezone(HERE):%Y-%m-%d %H:%M}" for moment in reading[3:]]


@reader
@pytest.mark.parametrize("order", [1, -1], ids=["in order", "backwards"])
def test_every_reader_reads_the_hours_that_editors_typed(
    client: Client, read: Reader, order: int
) -> None:
    events = days()[::order]
    readings = read([file(client, event) for event in events])
    assert [reading.uid for reading in readings] == [str(event.uid) for event in events]
    assert [reading.summary for reading in readings] == [title for title, *_ in DAYS][::order]
    assert [local(reading) for reading in readings] == [
        [f"{day} {clock:%H:%M}" for clock in (starts, ends)] for _, day, starts, ends in DAYS
    ][::order]


def test_these_readers_misread_what_the_site_gave_before() -> None:
    """So the test above can fail."""
    old = [(INPUTS / name).read_bytes() for name in ("december.ics", "may.ics")]
    december, may = READERS["vobject"](old)
    assert local(december) == ["2026-12-11 09:00", "2026-12-11 18:00"]
    assert local(may) != ["2027-05-01 10:00", "2027-05-01 12:00"]


@reader
@pytest.mark.parametrize(("day", "hours"), [(LONG, 4), (SHORT, 2)], ids=["long", "short"])
def test_talks_take_as_long_as_they_say_when_clocks_change(
    client: Client, read: Reader, day: date, hours: int
) -> None:
    talks: Any = [(time(0, 30), None, "One"), (time(3), None, "Two")]
    event = Event.objects.create(
        title="Night", date=day, starts=time(0, 30), ends=time(3, 30), tracks=[track("A", talks)]
    )
    event.tracks[0].value["talks"][0]["minutes"] = 90
    event.full_clean()
    event.save()
    [said] = client.get(f"/api/events/{event.pk}/").json()["tracks"]
    files = [client.get(f"/api{talk['calendar']}").content for talk in said["talks"]]
    one, two = read([*files])
    whole = read([file(client, event)])[0]
    assert (one.ends - one.starts).total_seconds() == 90 * 60
    assert (whole.ends - whole.starts).total_seconds() == hours * 3600
    assert local(two)[0].endswith("03:00")
    assert [datetime.fromisoformat(talk["ends"]) for talk in said["talks"]] == [one.ends, two.ends]


@reader
def test_each_change_makes_a_larger_sequence_and_the_same_uid(
    client: Client, read: Reader, event: Event, drone: Project
) -> None:
    address = client.get(f"/api/events/{event.pk}/").json()["tracks"][0]["talks"][0]["calendar"]
    files: list[bytes] = []

    def take() -> None:
        clear_caches()
        files.extend([file(client, event), client.get(f"/api{address}").content])

    take()
    take()  # nothing changed
    for changed, field in ((event, "place"), (event, "title"), (drone, "title")):
        setattr(changed, field, f"{field} 2")
        changed.save()
        take()
    readings = read(files)
    for of_one in (readings[::2], readings[1::2]):
        assert len({reading.uid for reading in of_one}) == 1
        first, same, *later = [reading.sequence for reading in of_one]
        assert first == same
        assert [first, *later] == sorted({first, *later}), "each is larger than the one before"
