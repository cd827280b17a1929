"""What search engines are told."""

from urllib.parse import quote, unquote
from xml.etree import ElementTree

import pytest
from django.core.cache import cache, caches
from django.test import Client, RequestFactory
from pytest_django import (
    DjangoAssertNumQueries,
    DjangoCaptureOnCommitCallbacks,
    Settings,
)
from wagtail.models import PageViewRestriction

from api import sitemap
from api.cached import LONG_TAIL, key
from catalogue.models import Project
from content.models import ContentPage, HomePage
from tests.catalogue.conftest import MakeProject
from tests.content.conftest import MakePage

SITE = "https://www.innovatetogrow.test"
QUERIES = 5  # the site, what is hidden in it, its pages, the projects' page, the projects
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(autouse=True)
def known(settings: Settings) -> None:
    settings.FRONTEND_URL = SITE


def dated(client: Client) -> dict[str, str | None]:
    """When each address of the list last changed."""
    response = client.get("/sitemap.xml")
    assert response.headers["Content-Type"] == "application/xml"
    entries = ElementTree.fromstring(response.content).findall("s:url", NAMES)  # noqa: S314 (ours)
    found = {
        entry.findtext("s:loc", "", NAMES): entry.findtext("s:lastmod", None, NAMES)
        for entry in entries
    }
    assert len(found) == len(entries), "no address twice"
    return found


def listed(client: Client) -> list[str]:
    return list(dated(client))


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


def test_projects_follow_the_pages_newest_first(
    client: Client, make_project: MakeProject, drone: Project, catalogue_page: ContentPage
) -> None:
    make_project("CSE-301", "Spring 2026")
    make_project("Éclair", "Spring 2027")
    found = dated(client)
    assert [address.removeprefix(SITE) for address in found] == [
        "/",
        "/all-projects/",
        "/all-projects/spring-2027-%C3%A9clair/",
        "/all-projects/fall-2026-cap-104/",
        "/all-projects/spring-2026-cse-301/",
    ]
    changed = drone.updated.isoformat(timespec="seconds")
    assert found[f"{SITE}/all-projects/fall-2026-cap-104/"] == changed
    for address in list(found)[1:]:
        said = client.get("/api/pages/", {"path": unquote(address.removeprefix(SITE))}).json()
        assert quote(said["seo"]["canonical"], safe=":/") == address


def test_one_that_is_too_large_for_the_long_tail_is_made_once(
    client: Client,
    home: HomePage,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(caches[LONG_TAIL], "_max_bytes", 8)
    first = client.get("/sitemap.xml")
    with django_assert_num_queries(0):
        assert client.get("/sitemap.xml?again").content == first.content


def test_that_of_any_host_takes_no_place_in_the_main_cache(
    client: Client, home: HomePage, settings: Settings
) -> None:
    settings.FRONTEND_URL, settings.ALLOWED_HOSTS = "", ["*"]
    for host in ("one.example", "two.example"):
        response = client.get("/sitemap.xml", headers={"Host": host})
        assert f"<loc>http://{host}/</loc>" in response.content.decode()
        assert cache.get(key(f"sitemap of http://{host}")) is None


@pytest.mark.usefixtures("drone")
def test_projects_without_a_page_of_their_own_are_not_listed(
    client: Client, make_page: MakePage
) -> None:
    make_page("About")
    assert listed(client) == [f"{SITE}/", f"{SITE}/about/"]


def test_what_is_imported_is_listed_at_once(
    client: Client,
    make_project: MakeProject,
    catalogue_page: ContentPage,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    before = listed(client)
    with django_capture_on_commit_callbacks(execute=True):
        make_project("CAP-104")
    assert listed(client) == [*before, f"{SITE}/all-projects/fall-2026-cap-104/"]


def test_no_more_are_listed_than_the_protocol_takes(
    client: Client,
    make_project: MakeProject,
    catalogue_page: ContentPage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert sitemap.MOST == 50_000
    for team in ("CAP-1", "CAP-2", "CAP-3"):
        make_project(team)
    monkeypatch.setattr(sitemap, "MOST", 4)
    assert [address.rpartition("/all-projects/")[2] for address in listed(client)][1:] == [
        "",
        "fall-2026-cap-1/",
        "fall-2026-cap-2/",
    ]


def test_queries_do_not_grow_with_what_is_listed(
    make_page: MakePage,
    make_project: MakeProject,
    catalogue_page: ContentPage,
    rf: RequestFactory,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for count in (1, 6):
        for n in range(count):
            make_page(f"Page {count} {n}")
            make_project(f"CAP-{count}-{n}")
        with django_assert_num_queries(QUERIES):
            sitemap.sitemap(rf.get("/sitemap.xml"))


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
