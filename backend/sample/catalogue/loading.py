"""Loads the sample's projects and its event into a site that has none."""

from datetime import date, time
from typing import Any
from uuid import UUID

from catalogue.models import Event, Project
from content import version
from sample.catalogue.projects import SEMESTERS, made

UID = UUID("6f0c9a4e-7c1d-4f0e-9a55-2d6a5d3b1f11")
TRACKS = [
    ("Service Learning forum", "SE2, room 140", 11 * 60, "ESL", 0, 4),
    ("Capstone finals: land and water", "Auditorium", 13 * 60, "CAP", 0, 5),
    ("Capstone finals: machines and food", "SE2, room 140", 13 * 60, "CAP", 5, 5),
    ("Software Capstone finals", "Auditorium", 14 * 60 + 15, "CSE", 0, 4),
]
MINUTES = 15


def load() -> dict[str, int]:
    """Returns how many of each kind it made. Projects and events of editors stay as they are."""
    projects = [] if Project.objects.exists() else Project.objects.bulk_create(made())
    events = [] if Event.objects.exists() else [make_event()]
    if projects:
        version.bump()
    return {"projects": len(projects), "events": len(events)}


def make_event() -> Event:
    return Event.objects.create(
        uid=UID,
        title="Innovate to Grow, Fall 2026",
        date=date(2026, 12, 11),
        starts=time(9),
        ends=time(18),
        place="Conference Center, UC Merced, 5200 North Lake Road, Merced, California 95343",
        text="Posters, prototypes, finalist presentations and awards. Free and open to everyone.",
        tracks=[("track", track(*each)) for each in TRACKS],
    )


def track(name: str, place: str, starts: int, code: str, skip: int, count: int) -> dict[str, Any]:
    year, term = SEMESTERS[-1]
    teams = Project.objects.filter(year=year, term=term, team__startswith=code).order_by("team")
    return {
        "name": name,
        "place": place,
        "talks": [
            {"starts": time(*divmod(starts + n * MINUTES, 60)), "minutes": MINUTES, "project": each}
            for n, each in enumerate(teams[skip : skip + count])
        ],
    }
