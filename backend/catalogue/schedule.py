"""An event's stored tracks, read: each talk with its times."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Protocol
from uuid import UUID, uuid5

from django.utils.timezone import get_default_timezone

logger = logging.getLogger(__name__)


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
            talks=sorted(talks(event, value), key=lambda talk: talk.starts.timestamp()),
        )
        for raw in event.tracks.raw_data
        if (value := raw["value"])
    ]


def talks(event: HasSchedule, track: Mapping[str, Any]) -> Iterator[ScheduledTalk]:
    for raw in track.get("talks") or []:
        try:
            yield talk_of(event, raw)
        except (KeyError, TypeError, ValueError, OverflowError) as fault:
            logger.warning("A talk of event %s is left out: %r", event.uid, fault)


def talk_of(event: HasSchedule, raw: Mapping[str, Any]) -> ScheduledTalk:
    """Raises KeyError, TypeError, ValueError or OverflowError where no such talk can take place."""
    value = raw["value"]
    starts = at(event, time.fromisoformat(str(value["starts"])))
    return ScheduledTalk(
        # A copied event has the same blocks as its original, and is another event.
        id=uuid5(event.uid, str(raw["id"])),
        starts=starts,
        ends=later(starts, value["minutes"]),
        title=value.get("title") or "",
        project=value.get("project"),
    )


def later(moment: datetime, minutes: int) -> datetime:
    """In real time: a night on which clocks change is an hour longer or shorter than they say."""
    ends = moment.astimezone(UTC) + timedelta(minutes=minutes)
    return ends.astimezone(moment.tzinfo)


def at(event: HasSchedule, moment: time) -> datetime:
    """That time of the event's day, in the site's time zone."""
    return datetime.combine(event.date, moment, tzinfo=get_default_timezone())


def faults(event: HasSchedule) -> list[str]:
    """What is impossible about the times, in sentences."""
    opens, closes = event.starts, event.ends
    return [
        fault
        for track in tracks(event)
        for fault in (
            *(
                f"{track.name}: the talk at {hour(talk.starts)} is outside the event's hours."
                for talk in track.talks
                if talk.starts.time() < opens
                or talk.ends.timestamp() > at(event, closes).timestamp()
            ),
            *(
                f"{track.name}: the talk at {hour(second.starts)} begins before the one at "
                f"{hour(first.starts)} has ended."
                for first, second in pairwise(track.talks)
                if second.starts.timestamp() < first.ends.timestamp()
            ),
        )
    ]


def hour(moment: datetime) -> str:
    return f"{moment:%-I:%M %p}"
