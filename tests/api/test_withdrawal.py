"""What is withdrawn is gone from every place of the API, as soon as it is withdrawn."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from content import version
from news.models import NewsIndexPage, NewsPage

pytestmark = pytest.mark.django_db
WORD = "Chrysanthemum"
# Every address that tells of a page, but its own.
PLACES = (
    *("/api/pages/?path=/news/", "/api/pages/?path=/", "/api/layout/", "/api/site/"),
    *(f"/api/search/?q={WORD}", "/api/news/?path=/news/"),
    *("/sitemap.xml", "/feed.xml"),
)


@pytest.fixture
def page(db: None) -> NewsPage:
    home = Site.objects.get(is_default_site=True).root_page
    index = home.add_child(instance=NewsIndexPage(title="News", slug="news"))
    index.save_revision().publish()
    found = index.add_child(
        instance=NewsPage(title=f"{WORD} show", slug=WORD.lower(), summary="Soon")
    )
    found.save_revision().publish()
    stored: NewsPage = NewsPage.objects.get(pk=found.pk)
    return stored


def told(client: Client) -> set[str]:
    """The places that tell of it."""
    bodies = {place: client.get(place) for place in PLACES}
    assert {place for place, one in bodies.items() if one.status_code not in {200, 404}} == set()
    return {
        place
        for place, one in bodies.items()
        if one.status_code == 200 and WORD.lower() in one.content.decode().lower()
    } - {f"/api/search/?q={WORD}"} | ({"search"} if hits(client) else set())


def hits(client: Client) -> list[Any]:
    return list(client.get(f"/api/search/?q={WORD}").json()["results"])


def test_a_page_that_is_withdrawn_is_gone_everywhere_though_all_was_cached(
    client: Client,
    page: NewsPage,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    before = client.get("/api/site/").json()["content"]
    assert told(client) >= {"/sitemap.xml", "/feed.xml", "/api/news/?path=/news/", "search"}
    assert client.get(f"/api/pages/?path=/news/{WORD.lower()}/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
    assert told(client) == set()
    assert client.get(f"/api/pages/?path=/news/{WORD.lower()}/").status_code == 404
    assert client.get("/api/site/").json()["content"] > before, "so the site's HTML follows"


def test_the_site_lists_old_addresses_that_lead_somewhere(client: Client, page: NewsPage) -> None:
    site = Site.objects.get(is_default_site=True)
    for old, new in (
        ("/gone", page),
        ("/elsewhere", "https://a.test/"),
        ("/news", "https://a.test/"),
    ):
        target = {"redirect_link": new} if isinstance(new, str) else {"redirect_page": new}
        Redirect.objects.create(site=site, old_path=old, is_permanent=old == "/gone", **target)
    version.bump()
    version.announce()
    assert client.get("/api/site/").json()["moved"] == [
        {
            "type": "redirect",
            "location": "https://a.test/",
            "permanent": False,
            "path": "/elsewhere/",
        },
        {
            "type": "redirect",
            "location": f"/news/{WORD.lower()}/",
            "permanent": True,
            "path": "/gone/",
        },
    ], "a page goes before a redirect from its address"
