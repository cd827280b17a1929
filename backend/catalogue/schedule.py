"""An event's stored tracks, read: each talk with its times."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Protocol
from uuid import UUID, uuid5

from django.utils.timezone import get_default_timezone


class HasSchedule(Protocol):
    """What a schedule needs of an event."""

    @property
    def uid(self) -> UUID: ...
    @property
    def date(self) -> date: ...
    @property
    def starts(self) -> time: ...
    @property
    def ends(self) -> time: ...
    @property
    def tracks(self) -> Any: ...


@dataclass(frozen=True)
class ScheduledTalk:
    """``id`` stays the same when a talk is moved, renamed or given another project."""

    id: UUID
    starts: datetime
    ends: datetime
    title: str
    project: int | None


@dataclass(frozen=True)
class ScheduledTrack:
    name: str
    place: str
    talks: list[ScheduledTalk]


def tracks(event: HasSchedule) -> list[ScheduledTrack]:
    """Tracks in the editor's order, their talks by time."""
    return [
        ScheduledTrack(
            name=value.get("name") or "",
            place=value.get("place") or "",
            talks=sorted(talks(event, value), key=lambda talk: talk.starts),
        )
        for raw in event.tracks.raw_data
        if (value := raw["value"])
    ]


def talks(event: HasSchedule, track: Mapping[str, Any]) -> Iterator[ScheduledTalk]:
    for raw in track.get("talks") or []:
        value = raw["value"]
        starts = at(event, time.fromisoformat(str(value["starts"])))
        yield ScheduledTalk(
            # A copied event has the same blocks as its original, and is another event.
            id=uuid5(event.uid, str(raw["id"])),
            starts=starts,
            ends=starts + timedelta(minutes=value["minutes"]),
            title=value.get("title") or "",
            project=value.get("project"),
        )


def at(event: HasSchedule, clock: time) -> datetime:
    """That time of the event's day, in the site's time zone."""
    return datetime.combine(event.date, clock, tzinfo=get_default_timezone())


def faults(event: HasSchedule) -> list[str]:
    """What is impossible about the times, in sentences."""
    opens, closes = event.starts, event.ends
    return [
        fault
        for track in tracks(event)
        for fault in (
            *(
                f"{track.name}: the talk at {clock(talk.starts)} is outside the event's hours."
                for talk in track.talks
                if talk.starts.time() < opens or talk.ends > at(event, closes)
            ),
            *(
                f"{track.name}: the talk at {clock(second.starts)} begins before the one at "
                f"{clock(first.starts)} has ended."
                for first, second in pairwise(track.talks)
                if second.starts < first.ends
            ),
        )
    ]


def clock(moment: datetime) -> str:
    return f"{moment:%-I:%M %p}"
