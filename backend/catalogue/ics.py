"""iCalendar files (RFC 5545) of an event and of one talk. Importing icalendar takes a while."""

from datetime import date
from uuid import UUID

from django.conf import settings
from icalendar import Calendar
from icalendar import Event as CalendarEvent

from catalogue.events import all_talks, talk_title
from catalogue.models import Event, Project
from catalogue.schedule import at
from web.text import clean_text

PRODUCT = "-//Innovate to Grow//Events//EN"


def of_event(event: Event) -> bytes:
    entry = CalendarEvent()
    entry.add("uid", str(event.uid))
    entry.add("dtstart", at(event, event.starts))
    entry.add("dtend", at(event, event.ends))
    write(entry, event.title, event.place, event.text)
    return file(event, entry)


def of_talk(event: Event, key: UUID) -> bytes | None:
    """None when the event has no such talk."""
    found = [(track, talk) for track, talk in all_talks(event) if talk.id == key]
    if not found:
        return None
    track, talk = found[0]
    project = Project.objects.filter(pk=talk.project or 0).first()
    who = f"{project.team}, for {project.organisation}" if project else ""
    entry = CalendarEvent()
    entry.add("uid", str(talk.id))
    entry.add("dtstart", talk.starts)
    entry.add("dtend", talk.ends)
    write(
        entry,
        talk_title(talk, project),
        ", ".join(filter(None, [track.place, event.place])),
        "\n".join(filter(None, [f"{event.title}: {track.name}", who])),
    )
    return file(event, entry)


def write(entry: CalendarEvent, title: str, place: str, text: str) -> None:
    entry.add("summary", clean_text(title))
    entry.add("location", clean_text(place))
    entry.add("description", clean_text(text, "\n"))


def file(event: Event, entry: CalendarEvent) -> bytes:
    entry.add("dtstamp", event.updated)
    entry.add("last-modified", event.updated)
    if settings.FRONTEND_URL:
        entry.add("url", f"{settings.FRONTEND_URL}/")
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add_component(entry)
    # A zone is told by its changes, and a day alone has none.
    year = event.date.year
    calendar.add_missing_timezones(first_date=date(year - 1, 1, 1), last_date=date(year + 1, 1, 1))
    return bytes(calendar.to_ical())
