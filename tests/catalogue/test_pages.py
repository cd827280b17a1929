"""Each project's page, below the page that shows them all."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from catalogue import pages
from catalogue.models import Event, Project
from content.models import ContentPage
from tests.content.conftest import MakePage


def fetch(client: Client, path: str) -> Any:
    response = client.get("/api/pages/", {"path": path})
    return response.json() if response.status_code == 200 else response.status_code


def test_a_project_has_a_page(client: Client, event: Event, catalogue_page: ContentPage) -> None:
    page = fetch(client, "/all-projects/fall-2026-cap-104")
    assert (page["path"], page["title"]) == ("/all-projects/fall-2026-cap-104/", "Thermal drone")
    assert page["seo"] == {
        "title": "Thermal drone, Fall 2026",
        "description": "Thirsty trees look healthy. Until August.",
        "canonical": "/all-projects/fall-2026-cap-104/",
        "image": None,
    }
    assert [crumb["path"] for crumb in page["breadcrumbs"]] == ["/", "/all-projects/"]
    [block] = page["body"]
    assert block["type"] == "project"
    [talk] = block["value"].pop("presentations")
    assert block["value"] == {
        "semester": "Fall 2026",
        "semester_slug": "fall-2026",
        "class_name": "Capstone",
        "team": "CAP-104",
        "organisation": "Quail Hollow Orchards",
        "industry": "Food",
        "abstract": "Thirsty trees look healthy.\n\nUntil August.",
        "students": ["Zoë Villaseñor", "Wei Yang"],
        "catalogue": "/all-projects/",
    }
    assert (talk["track"], talk["starts"]) == ("Finals", "2026-12-11T13:00:00-08:00")


@pytest.mark.usefixtures("drone", "catalogue_page")
@pytest.mark.parametrize("path", ["/all-projects/nothing/", "/fall-2026-cap-104/", "/other/x/"])
def test_nothing_is_elsewhere(client: Client, path: str) -> None:
    assert fetch(client, path) == 404


def test_a_real_page_goes_before_a_project(
    client: Client, drone: Project, catalogue_page: ContentPage, make_page: MakePage
) -> None:
    make_page("Ours", catalogue_page, slug="fall-2026-cap-104")
    assert fetch(client, "/all-projects/fall-2026-cap-104/")["title"] == "Ours"


def test_a_redirect_leads_to_a_project_and_hides_none(
    client: Client, drone: Project, catalogue_page: ContentPage, settings: Settings
) -> None:
    settings.FRONTEND_URL = "https://site.test"
    path = "/all-projects/fall-2026-cap-104/"
    Redirect.objects.create(old_path="/drone", redirect_link=f"https://site.test{path}")
    assert fetch(client, "/drone/")["location"] == path
    hiding = Redirect(old_path=path.rstrip("/"), redirect_link="https://example.org/")
    with pytest.raises(ValidationError, match="visitors see the page that has this address"):
        hiding.full_clean()
    hiding.save()  # as before the project was published
    assert fetch(client, path)["title"] == "Thermal drone"
    moved = client.get("/api/site/").json()["moved"]
    assert [one["path"] for one in moved] == ["/drone/"]


def test_projects_live_below_the_page_that_shows_them_all(make_page: MakePage) -> None:
    assert pages.home() is None
    make_page("Now", body=[("catalogue", {"heading": "", "semester": "Fall 2026"})])
    assert (found := pages.home()) is not None
    assert found[1] == "/now/"
    make_page("All", body=[("rich_text", "<p>x</p>"), ("catalogue", {"heading": ""})])
    assert (found := pages.home()) is not None
    assert found[1] == "/all/"


def test_a_hidden_catalogue_hides_its_projects_pages(
    client: Client, drone: Project, catalogue_page: ContentPage
) -> None:
    PageViewRestriction.objects.create(page=catalogue_page, restriction_type="login")
    assert fetch(client, "/all-projects/fall-2026-cap-104/") == 404
    assert client.get("/api/projects/").json()["results"][0]["path"] is None


def test_a_word_in_a_text_is_no_catalogue(make_page: MakePage) -> None:
    make_page("Words", body=[("rich_text", '<p>"catalogue"</p>')])
    assert pages.home() is None
