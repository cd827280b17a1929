"""What the API sends of projects and events. Of a project's page: ``blocks.project``."""

from datetime import datetime
from uuid import UUID

from ninja import Field

from content.response import Response


class ProjectSummary(Response):
    path: str | None = Field(description="Its page; null while no page of the site shows projects.")
    semester: str = Field(description='"Fall 2026"')
    class_name: str
    team: str
    title: str
    organisation: str
    industry: str
    excerpt: str = Field(description="The abstract's first words; plain text.")


class Choice(Response):
    """One value of a filter, and how many projects are left with it and the other filters."""

    value: str
    label: str
    count: int


class Projects(Response):
    count: int = Field(description="Of all that match, not of this page's.")
    page: int
    pages: int
    results: list[ProjectSummary]
    semesters: list[Choice] = Field(description="Newest first.")
    classes: list[Choice]
    industries: list[Choice]


class TalkProject(Response):
    path: str | None
    team: str
    organisation: str


class Talk(Response):
    id: UUID
    title: str
    starts: datetime
    ends: datetime
    project: TalkProject | None
    calendar: str = Field(description="Where its iCalendar file is, below the API's address.")


class Track(Response):
    name: str
    place: str
    talks: list[Talk] = Field(description="By time.")


class Event(Response):
    id: int
    title: str
    text: str = Field(description="Plain text.")
    place: str
    starts: datetime
    ends: datetime
    time_zone: str = Field(description='The time zone of the event: "America/Los_Angeles".')
    calendar: str = Field(description="Where its iCalendar file is, below the API's address.")
    tracks: list[Track]
