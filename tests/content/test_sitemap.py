"""What search engines are told."""

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from wagtail.models import PageViewRestriction

from tests.content.conftest import MakePage

SITE = "https://www.innovatetogrow.test"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def known(settings: Settings, media: object) -> None:
    settings.FRONTEND_URL = SITE


def listed(client: Client) -> list[str]:
    answer = client.get("/sitemap.xml")
    assert answer.headers["Content-Type"] == "application/xml"
    tree = ElementTree.fromstring(answer.content)  # noqa: S314 (ours)
    return [location.text or "" for location in tree.findall("s:url/s:loc", NAMES)]


def test_every_public_page_is_listed_at_the_sites_address(
    client: Client, make_page: MakePage
) -> None:
    about = make_page("About")
    make_page("Team", parent=about)
    hidden = make_page("Hidden")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    make_page("Gone").unpublish()
    assert listed(client) == [f"{SITE}/", f"{SITE}/about/", f"{SITE}/about/team/"]


def test_what_is_published_is_listed_at_once(
    client: Client,
    make_page: MakePage,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    make_page("About")
    before = listed(client)
    with django_capture_on_commit_callbacks(execute=True):
        make_page("Café & more", slug="café")
    assert listed(client) == [*before, f"{SITE}/caf%C3%A9/"]


def test_without_an_address_of_its_own_the_site_is_here(
    client: Client, make_page: MakePage, settings: Settings
) -> None:
    settings.FRONTEND_URL = ""
    assert listed(client) == ["http://testserver/"]
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").text


def test_robots_are_led_to_the_list_and_kept_from_the_admin(client: Client) -> None:
    assert client.get("/robots.txt").text == (
        "User-agent: *\nDisallow: /admin/\nDisallow: /django-admin/\n\n"
        f"Sitemap: {SITE}/sitemap.xml\n"
    )


def test_a_preview_is_closed_to_robots(client: Client, settings: Settings) -> None:
    settings.INDEXED = False
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
