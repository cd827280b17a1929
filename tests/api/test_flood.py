"""A flood of new searches evicts only the responses of other searches."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as configured
from django.core.cache import cache, caches
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings
from redis import Redis
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from catalogue.models import Event
from content.models import HomePage
from tests.services.redis import RedisServer
from web.throttle import AddressThrottle

pytestmark = pytest.mark.django_db
PAGE = "/api/pages/?path=/"
MOST = 10


@pytest.fixture(params=["memory", "redis"])
def stored(
    request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """Counts the entries of the default cache. Both caches are small."""
    chosen = {
        name: {
            **options,
            "LOCATION": uuid4().hex,
            "OPTIONS": {**options.get("OPTIONS", {}), "MAX_ENTRIES": MOST},
        }
        for name, options in configured.CACHES.items()
    }
    if request.param == "memory":
        settings.CACHES = chosen
        yield lambda: len(cache._cache)  # type: ignore[attr-defined]
        return
    server: RedisServer = request.getfixturevalue("redis_server")
    backend = {
        "BACKEND": "web.cache.ResilientRedisCache",
        "LOCATION": server.url,
        "OPTIONS": {},
    }
    settings.CACHES = chosen | {"default": chosen["default"] | backend}
    with Redis.from_url(server.url) as redis:
        redis.flushall()
        yield redis.dbsize
        redis.flushall()


@pytest.fixture
def home(db: None) -> HomePage:
    page: HomePage = Site.objects.get(is_default_site=True).root_page.specific
    Redirect.objects.create(old_path="/old", redirect_page=page)
    return page


def from_one_address() -> HttpRequest:
    return RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")


def searches(event: Event) -> Iterator[str]:
    """Many ways to ask, some of them for the same."""
    for number in range(MOST + 2):
        yield f"/api/search/?q=robot{number}"
        yield f"/api/search/?q=robot&nonsense={number}"
        yield f"/api/projects/?q=robot{number}"
        yield f"/api/projects/?semester=fall-{number}"
        yield f"/api/events/{'0' * number}{event.pk}/"
        yield f"/api/events/{'0' * number}{event.pk}/calendar.ics"
        yield f"/api/pages/?path=/nothing-{number}/"
        yield f"/api/pages/?path=/old{'/' * (number == 0)}"


@pytest.mark.usefixtures("within_a_minute")
def test_a_flood_of_searches_evicts_no_page_and_no_rate_limit(
    client: Client,
    home: HomePage,
    stored: Any,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    event = Event.objects.create(title="Day", date="2026-12-01", starts="09:00", ends="17:00")
    throttle = AddressThrottle("forms", "1/h")
    assert throttle.allow_request(from_one_address())
    assert client.get(PAGE).status_code == client.get("/api/layout/").status_code == 200
    before = stored()
    for address in searches(event):
        assert client.get(address).status_code in {200, 404}
    assert stored() == before
    assert not throttle.allow_request(from_one_address())
    with django_assert_num_queries(0):
        client.get(PAGE)
        client.get("/api/layout/")
    for name in ("long_tail", "missing"):
        assert 0 < len(caches[name]._cache) <= MOST  # type: ignore[attr-defined]


def test_a_flood_of_unknown_addresses_evicts_no_search(
    client: Client,
    home: HomePage,
    stored: Any,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    asked = ("/api/search/?q=robot", "/api/projects/?q=robot", "/api/pages/?path=/old/")
    for address in asked:
        client.get(address)
    for number in range(MOST + 2):
        client.get(f"/api/pages/?path=/nothing-{number}/")
        client.get(f"/api/events/{number + 1000}/")
        client.get(f"/api/sheets/{uuid4()}/")
    with django_assert_num_queries(0):
        for address in asked:
            assert client.get(address).status_code == 200


def test_the_same_search_is_worked_out_once_and_not_logged(
    client: Client,
    home: HomePage,
    django_assert_num_queries: DjangoAssertNumQueries,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level("INFO"):
        first = client.get("/api/search/?q=private")
        with django_assert_num_queries(0):
            assert client.get("/api/search/?q=private").content == first.content
        client.get("/api/projects/?q=private")
    assert caplog.messages == []


def test_the_caches_are_large_enough_for_the_site() -> None:
    caches = configured.CACHES
    assert caches["default"]["max_entries"] == 2000
    bounds = {name: caches[name]["OPTIONS"] for name in ("long_tail", "missing")}
    assert bounds == {
        "long_tail": {"MAX_ENTRIES": 500, "MAX_BYTES": 16 * 2**20},
        "missing": {"MAX_ENTRIES": 1000, "MAX_BYTES": 2 * 2**20},
    }
