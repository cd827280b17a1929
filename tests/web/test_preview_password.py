"""A preview with a password shows nothing to anybody without it, whatever is asked and however."""

from base64 import b64encode
from typing import Any

import pytest
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.urls import get_resolver
from pytest_django import Settings

pytestmark = pytest.mark.django_db
PASSWORD = "open sesame"
SITE = "https://pr-42.example"
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get")
SHOWN = [
    *("/", "/about/", "/api/layout/", "/api/pages/?path=/", "/api/schema/", "/api/docs/"),
    *("/api/search/?q=robot", "/api/projects/", "/sitemap.xml", "/feed.xml", "/robots.txt"),
    *("/documents/1/report.pdf", "/media/images/a.jpg", "/static/a.css"),
    *("/admin/", "/admin/login/", "/django-admin/", "/documents/sign-in/"),
]
TWISTED = [
    *("//sitemap.xml", "/%73itemap.xml", "/sitemap%2Exml", "/./sitemap.xml", "/a/../feed.xml"),
    *("/api//layout/", "/API/layout/", "/api/layout", "/sitemap.xml/", "/sitemap.xml;a=b"),
    *("/%2e%2e/api/layout/", "/api/layout/%00", "/api/layout/?", "/health/../sitemap.xml"),
    *("/health/x", "/health//", "//health/", "/livez", "/\\sitemap.xml"),
]


@pytest.fixture(autouse=True)
def _guarded(settings: Settings) -> None:
    """The order of core.settings.preview."""
    settings.PREVIEW_PASSWORD = PASSWORD
    settings.CORS_ALLOWED_ORIGINS = [SITE]
    order = [*settings.MIDDLEWARE]
    at = order.index("web.health.HealthMiddleware") + 1
    settings.MIDDLEWARE = [*order[:at], "web.preview_password.PasswordMiddleware", *order[at:]]
    cache.clear()


def basic(password: str) -> dict[str, Any]:
    return {"Authorization": f"Basic {b64encode(f'anyone:{password}'.encode()).decode()}"}


def test_every_address_at_the_top_is_tried() -> None:
    first = {path.strip("/").partition("/")[0].partition("?")[0] for path in SHOWN}
    patterns = {
        str(one.pattern).strip("^/").partition("/")[0] for one in get_resolver().url_patterns
    }
    assert {one for one in patterns if one and not one.startswith("(")} <= first


@pytest.mark.parametrize("path", SHOWN + TWISTED)
def test_every_method_on_every_address_asks_for_the_password(
    path: str, home_cached: Client
) -> None:
    for method in METHODS:
        for headers in ({}, {"Origin": SITE}, {"Authorization": "Basic"}, {"If-None-Match": "*"}):
            response = home_cached.generic(method, path, headers=headers)
            assert response.status_code == 401, (method, headers)
            assert response.headers["Content-Type"] == "application/problem+json"
            assert "ETag" not in response.headers


@pytest.fixture
def home_cached(client: Client) -> Client:
    """What a visitor with the password asked for is in the cache."""
    for path in ("/api/layout/", "/sitemap.xml", "/feed.xml", "/robots.txt"):
        assert client.get(path, headers=basic(PASSWORD)).status_code == 200
    return client


@pytest.mark.parametrize("path", ["/sitemap.xml", "/feed.xml", "/robots.txt"])
@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "PROPFIND"])
def test_a_cached_response_is_only_for_reading(home_cached: Client, method: str, path: str) -> None:
    response = home_cached.generic(method, path, headers=basic(PASSWORD))
    assert response.status_code in {403, 405}
    assert "ETag" not in response.headers


@pytest.mark.parametrize("path", ["/livez/", "/readyz/", "/health/"])
def test_health_is_open(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_a_preflight_is_answered_without_content(home_cached: Client) -> None:
    asked: dict[str, Any] = {
        "Origin": SITE,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    for path in ("/api/layout/", "/api/search/?q=robot", "/api/nothing/"):
        response = home_cached.options(path, headers=asked)
        assert (response.status_code, response.content) == (200, b"")
        assert response.headers["access-control-allow-origin"] == SITE
        assert "authorization" in response.headers["access-control-allow-headers"]
    for path in ("/sitemap.xml", "/feed.xml", "/admin/", "/documents/1/a.pdf"):
        assert home_cached.options(path, headers=asked).status_code == 401


def guess(client: Client, password: str, address: str = "192.0.2.7") -> int:
    response = client.get("/api/layout/", headers=basic(password), REMOTE_ADDR=address)
    if response.status_code == 429:
        assert response.headers["Retry-After"] == "900"
    return response.status_code


def test_guessing_is_slow_for_one_network_and_for_no_other(client: Client) -> None:
    assert [guess(client, f"guess {number}") for number in range(7)] == [401] * 5 + [429] * 2
    assert guess(client, PASSWORD) == 429
    assert guess(client, PASSWORD, "192.0.2.8") == 200
    cache.clear()  # as in another instance of the function: the database counts
    assert guess(Client(), PASSWORD) == 429
    AccessAttempt.objects.all().delete()
    assert guess(client, PASSWORD) == 200


def test_a_page_with_an_old_password_guesses_nothing(client: Client) -> None:
    assert {guess(client, "the old one") for _ in range(20)} == {401}
    assert guess(client, PASSWORD) == 200


def test_nothing_of_a_request_but_its_network_is_kept(client: Client) -> None:
    client.post("/admin/login/?next=/x", {"password": "of staff"}, headers=basic("wrong"))
    (attempt,) = AccessAttempt.objects.all()
    assert attempt.username == "preview password"
    assert [attempt.get_data, attempt.post_data] == ["", ""]
    assert "wrong" not in str(vars(attempt))


def test_without_a_database_nobody_may_guess(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bool:
        raise OperationalError("no connection")

    monkeypatch.setattr(AxesProxyHandler, "is_allowed", fail)
    assert guess(client, "guess") == 503
    assert guess(client, PASSWORD) == 503
