"""What the page of a project shows."""

import datetime

from ninja import Field

from content.body.page_block import PageBlock
from content.response import Response


class Presentation(Response):
    """A project's talk at an event."""

    event: str
    track: str
    place: str
    starts: datetime.datetime
    ends: datetime.datetime
    time_zone: str
    calendar: str = Field(description="Where its iCalendar file is, below the API's address.")


class Project(Response):
    """What the page of a project says beside its title."""

    semester: str = Field(description='As people say it: "Fall 2026".')
    semester_slug: str = Field(description='As addresses say it: "fall-2026".')
    class_name: str
    team: str
    organisation: str
    industry: str
    abstract: str = Field(description="Plain text; an empty line begins a paragraph.")
    students: list[str]
    presentations: list[Presentation]
    catalogue: str = Field(description="The path of the page with all projects.")


BLOCK = PageBlock("project", Project)
