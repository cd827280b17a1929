"""Responses cached as bytes: what they cost, what they say in headers, when they expire."""

import gzip
import json
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from wagtail.models import Page, Site

from api import cached, recent
from content import version
from content.models import ContentPage, Footer, HomePage, Menu
from tests.caches import clear_caches

pytestmark = pytest.mark.django_db
PageType = TypeVar("PageType", HomePage, ContentPage)


def published(parent: Page, page: PageType) -> PageType:
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


@pytest.fixture
def home() -> HomePage:
    """A site of one home page, published before the test begins."""
    root = Page.get_first_root_node()
    Site.objects.all().delete()
    root.get_children().delete()
    root = Page.get_first_root_node()
    home: HomePage = published(root, HomePage(title="Home", slug="home-page"))
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    clear_caches()
    return home


def status(client: Client, path: str) -> tuple[int, str]:
    response = client.get("/api/pages/", {"path": path})
    return response.status_code, response.json().get("type", "")


@pytest.mark.parametrize("address", ["/api/layout/", "/api/pages/?path=/"])
def test_a_warm_response_asks_the_database_nothing(
    client: Client,
    home: HomePage,
    address: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cold = client.get(address)
    with django_assert_num_queries(0):
        warm = client.get(address)
    assert warm.content == cold.content


def test_says_how_it_may_be_kept(client: Client, home: HomePage) -> None:
    response = client.get("/api/pages/?path=/", headers={"Origin": "https://elsewhere.example"})
    assert response.headers["Cache-Control"] == (
        "public, max-age=0, s-maxage=5, stale-if-error=86400"
    )
    assert response.headers["ETag"].startswith('W/"')
    assert set(response.headers["Vary"].lower().split(", ")) == {"accept-encoding", "origin"}
    assert "Set-Cookie" not in response.headers


def test_an_unchanged_response_is_304_without_a_body(client: Client, home: HomePage) -> None:
    first = client.get("/api/pages/?path=/")
    again = client.get("/api/pages/?path=/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    other = client.get("/api/pages/?path=/", headers={"If-None-Match": '"another"'})
    assert other.status_code == 200


def test_is_gzipped_for_those_who_take_it(client: Client, home: HomePage) -> None:
    home.search_description = "words " * 100
    home.save_revision().publish()
    clear_caches()
    plain = client.get("/api/pages/?path=/")
    zipped = client.get("/api/pages/?path=/", headers={"Accept-Encoding": "br, gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert "Content-Encoding" not in plain.headers
    assert len(zipped.content) < len(plain.content)


def test_head_is_get_without_the_body(client: Client, home: HomePage) -> None:
    got, head = client.get("/api/layout/"), client.head("/api/layout/")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == got.headers["ETag"]
    assert int(head.headers["Content-Length"]) == len(got.content)


def test_with_and_without_closing_slash_is_one_response(client: Client, home: HomePage) -> None:
    published(home, ContentPage(title="About", slug="about"))
    assert client.get("/api/pages/?path=/about").json()["path"] == "/about/"
    assert client.get("/api/pages/?path=/about/").json()["path"] == "/about/"


def test_a_miss_is_kept_until_something_is_published(
    client: Client,
    home: HomePage,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    first = client.get("/api/pages/?path=/late")
    with django_assert_num_queries(0):
        again = client.get("/api/pages/?path=/late/")
        head = client.head("/api/pages/?path=/late/")
    assert (first.status_code, again.status_code, head.status_code) == (404, 404, 404)
    assert again.content == first.content
    assert dict(again.headers) == dict(first.headers)
    assert again.headers["Cache-Control"] == "no-store"
    assert "ETag" not in again.headers
    with django_capture_on_commit_callbacks(execute=True):
        published(home, ContentPage(title="Late", slug="late"))
    assert status(client, "/late/") == (200, "page")


@pytest.fixture
def about(home: HomePage) -> ContentPage:
    return published(home, ContentPage(title="About", slug="about"))


def edit_text(page: ContentPage) -> None:
    page.title = "About us"
    page.save_revision().publish()


def rename(page: ContentPage) -> None:
    page.slug = "about-us"
    page.save_revision().publish()


def move(page: ContentPage) -> None:
    other = published(page.get_parent(), ContentPage(title="Other", slug="other"))
    page.move(other, pos="last-child")


@pytest.mark.parametrize(
    ("change", "then"),
    [
        (rename, (200, "redirect")),
        (move, (200, "redirect")),
        (lambda page: page.unpublish(), (404, "about:blank")),
        (lambda page: page.delete(), (404, "about:blank")),
        (edit_text, (200, "page")),
    ],
    ids=["rename", "move", "unpublish", "delete", "edit"],
)
def test_the_next_request_sees_a_change_and_the_old_address_stops_responding(
    client: Client,
    about: ContentPage,
    change: Callable[[ContentPage], None],
    then: tuple[int, str],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    before = client.get("/api/pages/?path=/about/")
    assert before.json()["title"] == "About"
    with django_capture_on_commit_callbacks(execute=True):
        change(about)
    assert status(client, "/about/") == then
    assert client.get("/api/pages/?path=/about/").content != before.content


def test_the_next_request_sees_a_menu_or_footer_edit(
    client: Client,
    home: HomePage,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client.get("/api/layout/")
    site = Site.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        Menu.objects.update_or_create(site=site, defaults={"tagline": "New"})
    assert client.get("/api/layout/").json()["tagline"] == "New"
    with django_capture_on_commit_callbacks(execute=True):
        Footer.objects.update_or_create(site=site, defaults={"legal": "Newer"})
    assert client.get("/api/layout/").json()["footer"]["legal"] == "Newer"


def test_a_draft_leaves_the_responses_unchanged(
    client: Client,
    about: ContentPage,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client.get("/api/pages/?path=/about/")
    with django_capture_on_commit_callbacks(execute=True):
        about.title = "Draft"
        about.save_revision()
    with django_assert_num_queries(0):
        assert client.get("/api/pages/?path=/about/").json()["title"] == "About"


def test_what_is_cached_is_served_while_the_database_is_gone(
    client: Client, home: HomePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get("/api/pages/?path=/").content

    def gone() -> int:
        raise DatabaseError("gone")

    monkeypatch.setattr(version, "current", gone)
    cache.delete(version.KEY)  # as after five seconds
    assert client.get("/api/pages/?path=/").content == before


def test_the_same_address_is_served_without_the_caches(
    client: Client,
    home: HomePage,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    first = client.get("/api/pages/?path=/")
    looked_up: list[str] = []
    look_up = cached.look_up

    def counted(key: str) -> tuple[int, cached.CachedResponse | None]:
        looked_up.append(key)
        return look_up(key)

    monkeypatch.setattr(cached, "look_up", counted)
    assert client.get("/api/pages/?path=/").content == first.content
    assert client.get("/api/pages/?path=/none/").status_code == 404
    assert len(looked_up) == 2  # of the other address: before it was made, and under the lock
    assert client.get("/api/pages/?path=/none/").status_code == 404
    assert len(looked_up) == 2
    home.title = "Changed"
    with django_capture_on_commit_callbacks(execute=True):
        home.save_revision().publish()
    assert client.get("/api/pages/?path=/").json()["title"] == "Changed"


def test_an_old_address_costs_nothing_after_its_redirect_was_made(
    client: Client,
    about: ContentPage,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """Its page's response, of an older version, stays in another cache."""
    client.get("/api/pages/?path=/about/")
    with django_capture_on_commit_callbacks(execute=True):
        rename(about)
    assert status(client, "/about/") == (200, "redirect")
    with django_assert_num_queries(0):
        assert status(client, "/about/") == (200, "redirect")


def test_an_address_whose_page_is_gone_is_served_without_the_caches(
    client: Client,
    about: ContentPage,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client.get("/api/pages/?path=/about/")
    with django_capture_on_commit_callbacks(execute=True):
        about.delete()
    assert client.get("/api/pages/?path=/about/").status_code == 404
    monkeypatch.setattr(cached, "look_up", lambda key: pytest.fail("asked the caches"))
    assert client.get("/api/pages/?path=/about/").status_code == 404


@pytest.mark.parametrize("passed", [recent.MOST_SECONDS, -1], ids=["old", "set back"])
def test_what_was_served_recently_is_asked_of_the_caches_in_the_end(
    client: Client, home: HomePage, monkeypatch: pytest.MonkeyPatch, passed: int
) -> None:
    """Not every response that depends on the time has a new version then: a sheet's has none."""
    monkeypatch.setattr(version, "FRESH_SECONDS", 3600)  # also on a busy machine
    client.get("/api/pages/?path=/")
    cache.clear()
    home.title = "Changed"
    home.save_revision().publish()  # without its signal, for the transaction goes on
    assert client.get("/api/pages/?path=/").json()["title"] == "Home"
    now = time.time()
    monkeypatch.setattr(recent, "time", SimpleNamespace(time=lambda: now + passed))
    assert client.get("/api/pages/?path=/").json()["title"] == "Changed"


def test_spelling_an_address_in_many_ways_costs_no_more_than_its_bound(
    client: Client, home: HomePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recent, "MOST", 5)
    monkeypatch.setattr(recent, "LARGEST", 5_000)
    for number in range(20):
        client.get(f"/api/pages/?path=/&nonsense={number}")
    kept = cached.recent[200]._found
    assert len(kept) == 5
    monkeypatch.setattr(recent, "LARGEST", 10)
    cached.recent[200].clear()
    client.get("/api/pages/?path=/")
    assert not kept


def slow_view(
    seconds: float, status: int = 200, *, is_long_tail: bool = False
) -> tuple[Callable[..., HttpResponse], list[int]]:
    calls: list[int] = []

    def view(request: Any) -> HttpResponse:
        calls.append(1)
        time.sleep(seconds)
        return HttpResponse(json.dumps(len(calls)), status=status)

    return cached.cached(lambda request: "slow", is_long_tail=is_long_tail)(view), calls


def ask_at_once(view: Callable[..., HttpResponse], times: int) -> list[HttpResponse]:
    responses: list[HttpResponse] = []
    request = RequestFactory().get("/")
    threads = [
        threading.Thread(target=lambda: responses.append(view(request))) for _ in range(times)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return responses


@pytest.mark.parametrize("is_long_tail", [False, True])
def test_a_hundred_misses_at_once_make_one_response(
    monkeypatch: pytest.MonkeyPatch, is_long_tail: bool
) -> None:
    monkeypatch.setattr(version, "current", lambda: 1)
    view, calls = slow_view(0.2, is_long_tail=is_long_tail)
    responses = ask_at_once(view, 100)
    assert [response.content for response in responses] == [b"1"] * 100
    assert len(calls) == 1


def test_a_maker_that_died_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "current", lambda: 1)
    monkeypatch.setattr(cached, "WAIT_SECONDS", 0.1)
    view, calls = slow_view(0)
    key = cached.key("slow")
    cache.add(f"{key}-lock", 1, 60)
    assert ask_at_once(view, 1)[0].content == b"1"
    assert len(calls) == 1


def test_the_long_tail_asks_the_shared_cache_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis has none of its responses, so it would be asked in vain."""
    asked: list[str] = []
    for name in ("get_many", "add", "delete"):
        monkeypatch.setattr(cache, name, counted(getattr(cache, name), asked))
    view, calls = slow_view(0, is_long_tail=True)
    assert view(RequestFactory().get("/")).status_code == 200
    assert (asked, len(calls)) == (["get_many"], 1)


def counted(call: Callable[..., Any], asked: list[str]) -> Callable[..., Any]:
    def count(*words: Any, **options: Any) -> Any:
        asked.append(call.__name__)
        return call(*words, **options)

    return count


def test_an_error_is_passed_on_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "current", lambda: 1)
    view, calls = slow_view(0, status=500)
    assert [ask_at_once(view, 1)[0].status_code for _ in range(2)] == [500, 500]
    assert len(calls) == 2


@pytest.mark.parametrize("turn", range(3))
def test_a_test_that_was_rolled_back_leaves_nothing_cached(turn: int) -> None:
    """Of three turns, two at least run in the same one of two processes."""
    assert version.now() == version.current()
    for _ in range(turn + 2):
        version.bump()
    version.announce()
    assert version.now() == version.current()
