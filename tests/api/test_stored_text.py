"""What was stored before texts were cleaned is still published, in documents that can be read."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from icalendar import Calendar
from wagtail.models import Page, Site

from catalogue.models import Event, Project
from content.models import ContentPage, Menu
from news.models import NewsPage
from tests.caches import clear_caches
from tests.catalogue.conftest import catalogue_page, drone, event, make_project
from tests.content.conftest import MakePage
from tests.news.conftest import MakeNews, index, make_news

__all__ = ["catalogue_page", "drone", "event", "index", "make_news", "make_project"]

DIRTY, CLEAN = "a\x08b\vc\ufffe\x9f", "ab c"


def test_the_feed(client: Client, make_news: MakeNews) -> None:
    make_news("A prize")
    Page.objects.update(title=DIRTY)
    Page.objects.filter(pk=NewsPage.objects.get().pk).update(url_path=f"/home/news/{DIRTY}/")
    NewsPage.objects.update(summary=DIRTY)
    Site.objects.update(site_name=DIRTY)
    response = client.get("/feed.xml")
    assert response.status_code == 200
    feed = ElementTree.fromstring(response.content)  # noqa: S314 (ours)
    found = [text.text for text in feed.iter() if text.tag.endswith(("title", "summary"))]
    assert found == [CLEAN, CLEAN, CLEAN]


def test_the_sitemap(client: Client, catalogue_page: ContentPage, drone: Project) -> None:
    Project.objects.update(slug=DIRTY)
    Page.objects.filter(pk=catalogue_page.pk).update(slug=DIRTY, url_path=f"/home/{DIRTY}/")
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    assert len(ElementTree.fromstring(response.content)) == 3  # noqa: S314 (ours)


def test_calendar_files(client: Client, event: Event) -> None:
    [talk] = client.get(f"/api/events/{event.pk}/").json()["tracks"][0]["talks"][:1]
    Event.objects.update(title=DIRTY, place=DIRTY, text=DIRTY)
    Project.objects.update(title=DIRTY, team=DIRTY, organisation=DIRTY)
    clear_caches()
    for address in (f"/events/{event.pk}/calendar.ics", talk["calendar"]):
        content = client.get(f"/api{address}").content
        [entry] = Calendar.from_ical(content).walk("VEVENT")
        assert entry["summary"] == CLEAN
        assert CLEAN in str(entry["location"])
        assert not any(
            character in content.decode() for character in DIRTY if character not in CLEAN
        )


@pytest.mark.parametrize("address", ["pages/?path=/all-projects/", "layout/", "projects/"])
def test_the_api(client: Client, catalogue_page: ContentPage, drone: Project, address: str) -> None:
    Project.objects.update(title=DIRTY, abstract=DIRTY)
    Page.objects.update(title=DIRTY, seo_title=DIRTY)
    Menu.objects.create(site=Site.objects.get(), tagline="x")
    Menu.objects.update(tagline=DIRTY)
    response = client.get(f"/api/{address}")
    assert response.status_code == 200
    said = json.dumps(response.json(), ensure_ascii=False)
    assert "ab\\nc" in said
    assert "\\u0008" not in said


def test_half_a_surrogate_pair_in_a_stored_body(client: Client, make_page: MakePage) -> None:
    page = make_page("Ours", body=[("call_to_action", {"heading": "x", "text": "", "actions": []})])
    stored: list[Any] = [
        {"type": "call_to_action", "id": "1", "value": {"heading": "a\ud800b\v", "actions": []}}
    ]
    if connection.vendor == "postgresql":  # takes none
        stored[0]["value"]["heading"] = "ab\v"
    with connection.cursor() as cursor:
        query = "UPDATE content_contentpage SET body = %s WHERE page_ptr_id = %s"
        cursor.execute(query, [json.dumps(stored), page.pk])
    [block] = client.get("/api/pages/?path=/ours/").json()["body"]
    assert block["value"]["heading"] == "ab "
