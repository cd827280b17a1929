"""The deployment guide's table of security settings: each row set, and in effect on responses."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests import commands
from tests.running_site import RunningSite

SITE = "https://www.innovatetogrow.test"
SETTINGS = {
    "SECURE_BROWSER_XSS_FILTER": True,
    "SECURE_CONTENT_TYPE_NOSNIFF": True,
    "SECURE_HSTS_SECONDS": 31536000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
    "SECURE_SSL_REDIRECT": False,
    "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "X_FRAME_OPTIONS": "DENY",
    "CORS_ALLOW_CREDENTIALS": True,
}


@pytest.fixture(scope="module")
def values() -> dict[str, Any]:
    environ = commands.environment("prod", commands.PRODUCTION, commands.NO_DATABASE)
    return commands.settings_of(environ, *SETTINGS)


@pytest.mark.parametrize("name", SETTINGS)
def test_row_is_set(values: dict[str, Any], name: str) -> None:
    assert values[name] == SETTINGS[name]


@pytest.fixture(scope="module")
def client(production: RunningSite) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=production.url, timeout=60) as client:
        yield client


def fetch(
    client: httpx.Client, path: str, *, scheme: str = "https", **headers: str
) -> httpx.Response:
    """As CloudFront and the load balancer pass a visitor's request on."""
    client.cookies.clear()
    passed_on = {"Host": "api.innovatetogrow.test", "X-Forwarded-Proto": scheme, **headers}
    return client.get(path, headers=passed_on)


@pytest.mark.parametrize("path", ["/api/layout/", "/api/nothing/", "/admin/login/", "/health/"])
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-XSS-Protection", "1; mode=block"),
        ("X-Content-Type-Options", "nosniff"),
        ("Strict-Transport-Security", "max-age=31536000; includeSubDomains; preload"),
    ],
)
def test_row_is_in_effect(client: httpx.Client, path: str, header: str, value: str) -> None:
    assert fetch(client, path).headers[header] == value


@pytest.mark.parametrize("path", ["/api/layout/", "/admin/login/"])
def test_framing_is_denied(client: httpx.Client, path: str) -> None:
    assert fetch(client, path).headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/api/layout/", "/health/", "/admin/login/"])
def test_http_is_not_redirected_here(client: httpx.Client, path: str) -> None:
    assert fetch(client, path, scheme="http").status_code == 200


def test_the_proxys_scheme_is_trusted(client: httpx.Client) -> None:
    assert "Strict-Transport-Security" not in fetch(client, "/api/layout/", scheme="http").headers


def test_cookies_are_for_https_alone(client: httpx.Client) -> None:
    cookie = fetch(client, "/admin/login/").headers["Set-Cookie"]
    assert cookie.startswith("csrftoken=")
    assert "; Secure" in cookie


def test_cors_allows_the_site_with_cookies(client: httpx.Client) -> None:
    headers = fetch(client, "/api/layout/", Origin=SITE).headers
    assert headers["Access-Control-Allow-Origin"] == SITE
    assert headers["Access-Control-Allow-Credentials"] == "true"


def test_cors_allows_nobody_else(client: httpx.Client) -> None:
    headers = fetch(client, "/api/layout/", Origin="https://elsewhere.example").headers
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("host", ["api.innovatetogrow.test", "d111.cloudfront.test"])
def test_allowed_hosts_may_begin_with_a_dot(client: httpx.Client, host: str) -> None:
    assert fetch(client, "/api/layout/", Host=host).status_code == 200


def test_an_unknown_host_is_refused(client: httpx.Client) -> None:
    assert fetch(client, "/api/layout/", Host="evil.example").status_code == 400


def test_djangos_own_check_for_deployment_is_clean(production_environment: dict[str, str]) -> None:
    checked = commands.run(production_environment, "check", "--deploy", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stdout
