"""What other sites may read of this backend, and what the admin's pages may load."""

from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from pytest_django import Settings

from web.content_policy import AdminPolicyMiddleware, policy

pytestmark = pytest.mark.django_db
SITE = "https://www.innovatetogrow.test"
ASKED: dict[str, Any] = {"Origin": SITE, "Access-Control-Request-Method": "GET"}
OF_THE_API = ["/api/layout/", "/api/pages/?path=/", "/api/nothing/", "/health/"]
OTHERS = [
    *("/", "/about/", "/livez/", "/readyz/", "/healthy/", "/apis/"),
    *("/sitemap.xml", "/feed.xml", "/robots.txt", "/documents/1/a.pdf", "/media/a.jpg"),
    *("/admin/", "/admin/login/", "/admin/pages/", "/admin/api/", "/django-admin/"),
    *("//api/layout/", "/admin/../api/layout/"),
]


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.FRONTEND_URL = SITE
    settings.CORS_ALLOWED_ORIGINS = [SITE]


def shared(client: Client, method: str, path: str) -> list[str]:
    response = client.generic(method, path, headers=ASKED)
    return sorted(
        name.lower() for name in response.headers if name.lower().startswith("access-control")
    )


@pytest.mark.parametrize("path", OF_THE_API)
def test_the_site_may_read_the_api_and_health(client: Client, path: str) -> None:
    assert "access-control-allow-origin" in shared(client, "GET", path)
    assert "access-control-allow-methods" in shared(client, "OPTIONS", path)


@pytest.mark.parametrize("path", OTHERS)
def test_the_site_may_read_nothing_else(client: Client, admin_client: Client, path: str) -> None:
    for visitor in (client, admin_client):
        for method in ("GET", "OPTIONS", "POST"):
            assert shared(visitor, method, path) == []


def test_every_address_at_the_top_is_in_one_of_the_lists() -> None:
    first = {path.strip("/").partition("/")[0].partition("?")[0] for path in OF_THE_API + OTHERS}
    patterns = {
        str(one.pattern).strip("^/").partition("/")[0] for one in get_resolver().url_patterns
    }
    assert {one for one in patterns if one and not one.startswith("(")} <= first


@pytest.mark.parametrize(
    ("path", "inline"),
    [
        ("/admin/", True),
        ("/admin", True),
        ("/admin/nothing-here/", True),
        ("/admin/pages/", True),
        ("/django-admin/", False),
        ("/django-admin/login/", False),
    ],
)
def test_the_admin_has_a_policy(
    client: Client, admin_client: Client, path: str, inline: bool
) -> None:
    for visitor in (client, admin_client):
        value = visitor.get(path).headers["Content-Security-Policy"]
        found = dict(part.split(" ", 1) for part in value.split("; "))
        assert ("'unsafe-inline'" in found["script-src"]) is inline
        assert "unsafe-eval" not in value
        assert (found["object-src"], found["base-uri"]) == ("'none'", "'none'")
        assert (found["default-src"], found["form-action"]) == ("'self'", "'self'")


@pytest.mark.parametrize("path", ["/api/layout/", "/health/", "/sitemap.xml", "/administration/"])
def test_other_addresses_have_none(client: Client, path: str) -> None:
    assert "Content-Security-Policy" not in client.get(path).headers


def test_files_come_from_the_cdn_and_the_preview_from_the_site(settings: Settings) -> None:
    settings.STATIC_URL = "https://cdn.test/static/"
    settings.MEDIA_URL = "https://cdn.test/pr-1/media/"
    assert policy("'unsafe-inline'") == (
        "default-src 'self'; script-src 'self' https://cdn.test 'unsafe-inline'; "
        "style-src 'self' https://cdn.test 'unsafe-inline'; "
        "img-src 'self' https://cdn.test data: blob:; font-src 'self' https://cdn.test data:; "
        f"connect-src 'self'; frame-src 'self' {SITE}; object-src 'none'; base-uri 'none'; "
        "form-action 'self'"
    )
    assert AdminPolicyMiddleware(lambda _: None).policies["/django-admin"] == policy()  # type: ignore[arg-type, return-value]
