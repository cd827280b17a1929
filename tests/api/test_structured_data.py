"""What search engines read of pages, as the API sends it."""

import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from catalogue.models import Event, Project
from content.models import ContentPage, HomePage
from news.models import NewsIndexPage, NewsPage
from tests.catalogue.conftest import event
from tests.content.conftest import MakePage

__all__ = ["event"]

SITE = "https://innovate.example.edu"
PUBLISHER = {"@type": "Organization", "name": "Innovate to Grow", "url": f"{SITE}/"}
HOSTILE = "</script><script>alert(1)</script>"


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    settings.FRONTEND_URL = SITE


def data_of(client: Client, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/pages/", {"path": path}).json()[
        "structured_data"
    ]
    return found


def steps(*names_and_paths: tuple[str, str]) -> dict[str, Any]:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": f"{SITE}{path}"}
            for number, (name, path) in enumerate(names_and_paths, start=1)
        ],
    }


def test_home_has_no_steps_and_other_pages_have(
    client: Client, home: HomePage, make_page: MakePage
) -> None:
    make_page("Team", make_page("About"))
    assert data_of(client, "/") == []
    assert data_of(client, "/about/team/") == [
        steps((home.title, "/"), ("About", "/about/"), ("Team", "/about/team/"))
    ]


def test_news_are_articles(client: Client, home: HomePage) -> None:
    index = home.add_child(instance=NewsIndexPage(title="News"))
    prize = NewsPage(title=HOSTILE, slug="prize", summary="We won.", live=False)
    prize.date = datetime.date(2026, 11, 3)
    index.add_child(instance=prize)
    prize.save_revision().publish()
    prize.refresh_from_db()
    assert prize.last_published_at
    assert data_of(client, "/news/prize/")[1:] == [
        {
            "@type": "NewsArticle",
            "headline": HOSTILE,
            "description": "We won.",
            "datePublished": "2026-11-03",
            "dateModified": prize.last_published_at.isoformat(),
            "url": f"{SITE}/news/prize/",
            "author": PUBLISHER,
            "publisher": PUBLISHER,
        }
    ]


def test_projects_are_works_of_their_students(
    client: Client, home: HomePage, catalogue_page: ContentPage, drone: Project
) -> None:
    path = f"/all-projects/{drone.slug}/"
    assert data_of(client, path) == [
        steps((home.title, "/"), ("All projects", "/all-projects/"), ("Thermal drone", path)),
        {
            "@type": "CreativeWork",
            "name": "Thermal drone",
            "abstract": "Thirsty trees look healthy.\n\nUntil August.",
            "url": f"{SITE}{path}",
            "author": [
                {"@type": "Person", "name": "Zoë Villaseñor"},
                {"@type": "Person", "name": "Wei Yang"},
            ],
            "sponsor": {"@type": "Organization", "name": "Quail Hollow Orchards"},
            "keywords": ["Food", "Capstone"],
            "temporalCoverage": "Fall 2026",
            "publisher": PUBLISHER,
        },
    ]


def test_a_page_with_a_schedule_is_about_the_event(
    client: Client, event: Event, make_page: MakePage
) -> None:
    make_page("Schedule", body=[("schedule", {"heading": "", "event": event.pk})])
    make_page("Gone", body=[("schedule", {"heading": "", "event": 12345})])
    assert data_of(client, "/schedule/")[1:] == [
        {
            "@type": "Event",
            "name": "Innovate to Grow, Fall 2026",
            "startDate": "2026-12-11T09:00:00-08:00",
            "endDate": "2026-12-11T18:00:00-08:00",
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "location": {
                "@type": "Place",
                "name": "Conference Center",
                "address": "Conference Center",
            },
            "url": f"{SITE}/schedule/",
            "organizer": PUBLISHER,
        }
    ]
    assert len(data_of(client, "/gone/")) == 1
