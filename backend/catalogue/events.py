"""Events as the API sends them."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import localdate

from catalogue import schemas as api
from catalogue.blocks.project import Presentation
from catalogue.models import Event, Project
from catalogue.schedule import ScheduledTalk, ScheduledTrack, at, tracks
from content.entry import EARLIEST_YEAR, LATEST_YEAR


def find(key: int | None) -> Event | None:
    """The event of that key; for None the next one, or where none is to come, the last."""
    events = possible()
    if key is not None:
        return events.filter(pk=key).first()
    coming = events.filter(date__gte=localdate()).order_by("date", "pk").first()
    return coming or events.order_by("-date", "-pk").first()


def possible() -> QuerySet[Event]:
    """Without those of a year that no form takes: their times cannot be told in a time zone."""
    years = (date(EARLIEST_YEAR, 1, 1), date(LATEST_YEAR, 12, 31))
    return Event.published.filter(date__range=years)


def calendar(event: Event, talk: UUID | None = None) -> str:
    """Where an iCalendar file is, below the API's address."""
    return f"/events/{event.pk}/{f'talks/{talk}/' if talk else ''}calendar.ics"


def describe(event: Event, home: str | None) -> api.Event:
    """``home`` is the path of the page below which projects have theirs."""
    read = tracks(event)
    keys = {talk.project for track in read for talk in track.talks if talk.project}
    projects = {p.pk: p for p in Project.published.filter(pk__in=keys).defer("words")}
    return api.Event(
        id=event.pk or 0,  # a preview of what was never saved
        title=event.title,
        text=event.text,
        place=event.place,
        starts=at(event, event.starts),
        ends=at(event, event.ends),
        time_zone=settings.TIME_ZONE,
        calendar=calendar(event),
        tracks=[
            api.Track(
                name=track.name,
                place=track.place,
                talks=[describe_talk(event, talk, projects, home) for talk in track.talks],
            )
            for track in read
        ],
    )


def describe_talk(
    event: Event, talk: ScheduledTalk, projects: Mapping[int, Project], home: str | None
) -> api.Talk:
    project = projects.get(talk.project or 0)
    return api.Talk(
        id=talk.id,
        title=talk_title(talk, project),
        starts=talk.starts,
        ends=talk.ends,
        project=api.TalkProject(
            path=f"{home}{project.slug}/" if home else None,
            team=project.team,
            organisation=project.organisation,
        )
        if project
        else None,
        calendar=calendar(event, talk.id),
    )


def talk_title(talk: ScheduledTalk, project: Project | None) -> str:
    return talk.title or (project.title if project else "To be announced")


def presentations(project: Project) -> list[Presentation]:
    """A project's talks, by time. Events long before or after its semester are not looked at."""
    if not EARLIEST_YEAR <= project.year <= LATEST_YEAR:
        return []
    start = date(project.year, 1, 1)
    days = possible().filter(date__range=(start, start + timedelta(days=400)))
    return [
        Presentation(
            event=event.title,
            track=track.name,
            place=track.place or event.place,
            starts=talk.starts,
            ends=talk.ends,
            time_zone=settings.TIME_ZONE,
            calendar=calendar(event, talk.id),
        )
        for event in days.order_by("date")
        for track, talk in all_talks(event)
        if talk.project == project.pk
    ]


def all_talks(event: Event) -> list[tuple[ScheduledTrack, ScheduledTalk]]:
    return [(track, talk) for track in tracks(event) for talk in track.talks]
