"""The deployment guide's table of security settings: each row set, and in effect on responses."""

import json
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
SHOW = """
import json
from django.conf import settings
print(json.dumps({{name: getattr(settings, name) for name in {names}}}))
"""


@pytest.fixture(scope="module")
def values(production_environment: dict[str, str]) -> dict[str, Any]:
    code = SHOW.format(names=list(SETTINGS))
    shown = commands.run(production_environment, "shell", "--no-imports", "-c", code)
    values: dict[str, Any] = json.loads(shown.stdout)
    return values


@pytest.mark.parametrize("name", SETTINGS)
def test_row_is_set(values: dict[str, Any], name: str) -> None:
    assert values[name] == SETTINGS[name]


def ask(site: RunningSite, path: str, *, scheme: str = "https", **headers: str) -> httpx.Response:
    """As CloudFront and the load balancer pass a visitor's request on."""
    passed_on = {"Host": "api.innovatetogrow.test", "X-Forwarded-Proto": scheme, **headers}
    return httpx.get(f"{site.url}{path}", headers=passed_on, timeout=60)


@pytest.mark.parametrize("path", ["/api/layout/", "/api/nothing/", "/admin/login/", "/health/"])
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-XSS-Protection", "1; mode=block"),
        ("X-Content-Type-Options", "nosniff"),
        ("Strict-Transport-Security", "max-age=31536000; includeSubDomains; preload"),
    ],
)
def test_row_is_in_effect(production: RunningSite, path: str, header: str, value: str) -> None:
    assert ask(production, path).headers[header] == value


@pytest.mark.parametrize("path", ["/api/layout/", "/admin/login/"])
def test_framing_is_denied(production: RunningSite, path: str) -> None:
    assert ask(production, path).headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/api/layout/", "/health/", "/admin/login/"])
def test_http_is_not_redirected_here(production: RunningSite, path: str) -> None:
    assert ask(production, path, scheme="http").status_code == 200


def test_the_proxys_scheme_is_trusted(production: RunningSite) -> None:
    assert "Strict-Transport-Security" not in ask(production, "/api/layout/", scheme="http").headers


def test_cookies_are_for_https_alone(production: RunningSite) -> None:
    cookie = ask(production, "/admin/login/").headers["Set-Cookie"]
    assert cookie.startswith("csrftoken=")
    assert "; Secure" in cookie


def test_cors_allows_the_site_with_cookies(production: RunningSite) -> None:
    headers = ask(production, "/api/layout/", Origin=SITE).headers
    assert headers["Access-Control-Allow-Origin"] == SITE
    assert headers["Access-Control-Allow-Credentials"] == "true"


def test_cors_allows_nobody_else(production: RunningSite) -> None:
    headers = ask(production, "/api/layout/", Origin="https://elsewhere.example").headers
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("host", ["api.innovatetogrow.test", "d111.cloudfront.test"])
def test_allowed_hosts_may_begin_with_a_dot(production: RunningSite, host: str) -> None:
    assert ask(production, "/api/layout/", Host=host).status_code == 200


def test_an_unknown_host_is_refused(production: RunningSite) -> None:
    assert ask(production, "/api/layout/", Host="evil.example").status_code == 400


def test_djangos_own_check_for_deployment_is_clean(production_environment: dict[str, str]) -> None:
    checked = commands.run(production_environment, "check", "--deploy", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stdout
