"""Projects, events and their iCalendar files."""

from dataclasses import fields
from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from ninja import Path, Query, Router
from ninja.decorators import decorate_view

from api.cached import cached
from catalogue import events, listing, pages
from catalogue.listing import ProjectQuery, Sort
from catalogue.models import Event as StoredEvent
from catalogue.schemas import Event, Projects
from web.problems import Problem

router = Router()

TEXT = {"max_length": 100, "pattern": r"^[^\x00]*$"}
Words = Annotated[str, Query(description="Words that begin words of the project", **TEXT)]
SemesterSlug = Annotated[str, Query(description='Such as "fall-2026"', **TEXT)]
ClassName = Annotated[str, Query(alias="class", **TEXT)]
Industry = Annotated[str, Query(**TEXT)]
PageNumber = Annotated[int, Query(description="Page of results, from 1", ge=1, le=1000)]
EventKey = Annotated[int, Path(ge=1, le=2**63 - 1)]
ASKED = ["class" if field.name == "class_name" else field.name for field in fields(ProjectQuery)]
CALENDAR = {
    "responses": {
        200: {"content": {"text/calendar": {"schema": {"type": "string"}}}, "description": "OK"}
    }
}


def projects_key(request: HttpRequest) -> str:
    return f"projects {[request.GET.get(name) for name in ASKED]}"


@router.get(
    "projects/",
    operation_id="projects",
    response={200: Projects, 400: Problem},
    summary="Projects by words and filters",
)
@decorate_view(cached(projects_key, is_long_tail=True))
def projects(
    request: HttpRequest,
    q: Words = "",
    semester: SemesterSlug = "",
    class_name: ClassName = "",
    industry: Industry = "",
    sort: Sort = "newest",
    page: PageNumber = 1,
) -> Projects:
    return listing.find(ProjectQuery(q, semester, class_name, industry, sort, page))


@router.get(
    "events/next/",
    operation_id="next_event",
    response={200: Event, 404: Problem},
    summary="The next event with its schedule, or the last event if none is to come",
)
@decorate_view(cached(lambda request: f"next event of {localdate()}"))
def next_event(request: HttpRequest) -> Event:
    return describe(None)


@router.get(
    "events/{key}/",
    operation_id="event",
    response={200: Event, 400: Problem, 404: Problem},
    summary="An event with its schedule",
)
@decorate_view(cached(lambda request: request.path_info, is_long_tail=True))
def event(request: HttpRequest, key: EventKey) -> Event:
    return describe(key)


@router.get(
    "events/{key}/calendar.ics",
    operation_id="event_calendar",
    response={400: Problem, 404: Problem},
    openapi_extra=CALENDAR,
    summary="An event for a calendar",
)
@decorate_view(cached(lambda request: request.path_info, is_long_tail=True))
def event_calendar(request: HttpRequest, key: EventKey) -> HttpResponse:
    from catalogue import ics  # whoever asks for no file need not wait for icalendar

    return as_calendar(ics.of_event(stored(key)))


@router.get(
    "events/{key}/talks/{talk}/calendar.ics",
    operation_id="talk_calendar",
    response={400: Problem, 404: Problem},
    openapi_extra=CALENDAR,
    summary="A talk for a calendar",
)
@decorate_view(cached(lambda request: request.path_info, is_long_tail=True))
def talk_calendar(request: HttpRequest, key: EventKey, talk: UUID) -> HttpResponse:
    from catalogue import ics  # as above

    file = ics.of_talk(stored(key), talk)
    if file is None:
        raise Http404("This event has no such talk.")
    return as_calendar(file)


def describe(key: int | None) -> Event:
    home = pages.current_home()
    return events.describe(stored(key), home[1] if home else None)


def stored(key: int | None) -> StoredEvent:
    found = events.find(key)
    if found is None:
        raise Http404("There is no such event." if key else "There is no event yet.")
    return found


def as_calendar(file: bytes) -> HttpResponse:
    return HttpResponse(file, content_type="text/calendar; charset=utf-8")
