"""iCalendar files (RFC 5545) of an event and of one talk. Importing icalendar takes a while.

Times are in UTC, which every client reads. A time zone would need rules for its changes of clocks,
and clients differ in which of them they follow, and in whether they read them from a second file.
"""

from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from icalendar import Calendar
from icalendar import Event as CalendarEvent

from catalogue.events import all_talks, talk_title
from catalogue.models import Event, Project
from catalogue.schedule import at
from content import version
from web.text import clean_text

PRODUCT = "-//Innovate to Grow//Events//EN"


def of_event(event: Event) -> bytes:
    entry = CalendarEvent()
    entry.add("uid", str(event.uid))
    times(entry, at(event, event.starts), at(event, event.ends))
    words(entry, event.title, event.place, event.text)
    return file(entry, event.updated)


def of_talk(event: Event, key: UUID) -> bytes | None:
    """None when the event has no such talk."""
    found = [(track, talk) for track, talk in all_talks(event) if talk.id == key]
    if not found:
        return None
    track, talk = found[0]
    project = Project.published.filter(pk=talk.project or 0).first()
    who = f"{project.team}, for {project.organisation}" if project else ""
    entry = CalendarEvent()
    entry.add("uid", str(talk.id))
    times(entry, talk.starts, talk.ends)
    words(
        entry,
        talk_title(talk, project),
        ", ".join(filter(None, [track.place, event.place])),
        "\n".join(filter(None, [f"{event.title}: {track.name}", who])),
    )
    return file(entry, max(event.updated, project.updated) if project else event.updated)


def times(entry: CalendarEvent, starts: datetime, ends: datetime) -> None:
    entry.add("dtstart", starts.astimezone(UTC))
    entry.add("dtend", ends.astimezone(UTC))


def words(entry: CalendarEvent, title: str, place: str, text: str) -> None:
    entry.add("summary", clean_text(title))
    entry.add("location", clean_text(place))
    entry.add("description", clean_text(text, "\n"))


def file(entry: CalendarEvent, updated: datetime) -> bytes:
    """Clients take a file for newer than what they have by its SEQUENCE.

    The content version grows with each change of the event, of its talks and of their projects.
    """
    entry.add("sequence", version.current())
    entry.add("dtstamp", updated)
    entry.add("last-modified", updated)
    if settings.FRONTEND_URL:
        entry.add("url", f"{settings.FRONTEND_URL}/")
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add_component(entry)
    return bytes(calendar.to_ical())
