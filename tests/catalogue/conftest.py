"""Projects, an event, and a page that shows them."""

from collections.abc import Callable
from datetime import date, time
from typing import Any
from uuid import UUID

import pytest
from pytest_django import Settings

from catalogue.models import Event, Project
from catalogue.semesters import parse
from content.models import ContentPage
from tests.content.conftest import MakePage, home, make_page, site

__all__ = ["home", "make_page", "site"]

MakeProject = Callable[..., Project]
UID = UUID("00000000-0000-4000-8000-00000000000e")


@pytest.fixture(autouse=True)
def _here(settings: Settings, db: None) -> None:
    settings.FRONTEND_URL = ""


@pytest.fixture
def make_project(db: None) -> MakeProject:
    """``make_project("CAP-104", title="Drone", semester="Fall 2026")``"""

    def make(team: str, semester: str = "Fall 2026", **fields: Any) -> Project:
        found = parse(semester)
        assert found
        named = {"title": f"Project of {team}", "class_name": "Capstone", **fields}
        return Project.objects.create(team=team, year=found.year, term=found.term, **named)

    return make


@pytest.fixture
def drone(make_project: MakeProject) -> Project:
    return make_project(
        "CAP-104",
        title="Thermal drone",
        organisation="Quail Hollow Orchards",
        industry="Food",
        abstract="Thirsty trees look healthy.\n\nUntil August.",
        students="Zoë Villaseñor\nWei Yang",
    )


@pytest.fixture
def catalogue_page(make_page: MakePage) -> ContentPage:
    return make_page("All projects", body=[("catalogue", {"heading": "", "semester": ""})])


@pytest.fixture
def event(drone: Project) -> Event:
    """A day with one talk of the drone's team at 1 pm, and a panel after it."""
    return Event.objects.create(
        uid=UID,
        title="Innovate to Grow, Fall 2026",
        date=date(2026, 12, 11),
        starts=time(9),
        ends=time(18),
        place="Conference Center",
        tracks=[track("Finals", [(time(13), drone, ""), (time(13, 15), None, "Panel")])],
    )


def track(name: str, talks: list[tuple[time, Project | None, str]]) -> tuple[str, Any]:
    values = [
        {"starts": starts, "minutes": 15, "project": project, "title": title}
        for starts, project, title in talks
    ]
    return "track", {"name": name, "place": "Auditorium", "talks": values}
