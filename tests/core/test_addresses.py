"""Hosts and origins: what is refused never matches, and what is taken does. Django is the judge."""

import re
from typing import Any

import pytest
from corsheaders.middleware import CorsMiddleware
from django.core.exceptions import DisallowedHost
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.test import RequestFactory, override_settings
from redis import Redis

from core import addresses
from core.environment import InvalidEnvironment, load
from tests.core.test_environment import DEPLOYED

# A spelling, who asks, and the right spelling where there is one.
HOSTS = [
    ("*.example.org", "api.example.org", ".example.org"),
    ("*.Example.org:443", "api.example.org", ".example.org"),
    ("api.example.org:443", "api.example.org", "api.example.org"),
    ('"api.example.org"', "api.example.org", "api.example.org"),
    ("'.example.org'", "api.example.org", ".example.org"),
    ("\u201capi.example.org\u201d", "api.example.org", "api.example.org"),
    ("https://api.example.org", "api.example.org", "api.example.org"),
    ("api.example.org/", "api.example.org", "api.example.org"),
    ("api.example.org/api", "api.example.org", "api.example.org"),
    ("api.example.org.", "api.example.org.", "api.example.org"),
    ("::1", "[::1]", "[::1]"),
    ("[0:0:0:0:0:0:0:1]", "[::1]", "[::1]"),
    ("münchen.example", "xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
    ("*example.org", "api.example.org", ""),
    ("api.*.org", "api.example.org", ""),
    ("api_v1.example.org", "api_v1.example.org", ""),
    ("api.example.org www.example.org", "api.example.org", ""),
    ("api.example.org;www.example.org", "api.example.org", ""),
    ("[api.example.org]", "api.example.org", ""),
    (".", "api.example.org", ""),
    ("api..example.org", "api.example.org", ""),
    ("https://", "api.example.org", ""),
]
ORIGINS = [
    ("https://*.amplifyapp.com", "https://main.amplifyapp.com", ""),
    ("*", "https://www.example.org", ""),
    ("https://.example.org", "https://www.example.org", ""),
    ("https://www.example.org:443", "https://www.example.org", "https://www.example.org"),
    ("http://www.example.org:80", "http://www.example.org", "http://www.example.org"),
    ("https://WWW.Example.org", "https://www.example.org", "https://www.example.org"),
    ('"https://www.example.org"', "https://www.example.org", "https://www.example.org"),
    ("www.example.org", "https://www.example.org", "https://www.example.org"),
    ("localhost:5173", "http://localhost:5173", "http://localhost:5173"),
    (
        "https://anna:secret@www.example.org",  # pragma: allowlist secret
        "https://www.example.org",
        "https://www.example.org",
    ),
    ("https://münchen.example", "https://xn--mnchen-3ya.example", "https://xn--mnchen-3ya.example"),
    ("https://www.example.org:99999", "https://www.example.org", ""),
    ("ftp://www.example.org", "https://www.example.org", ""),
    ("null", "https://www.example.org", ""),
]
TRUSTED = [
    ("*.example.org", "https://www.example.org", "https://*.example.org"),
    (".example.org", "https://www.example.org", "https://*.example.org"),
    ("https://.example.org", "https://www.example.org", "https://*.example.org"),
    ("https://*.Example.org:443", "https://www.example.org", "https://*.example.org"),
    ("https://*", "https://www.example.org", ""),
    ("https://www.*.org", "https://www.example.org", ""),
    *(row for row in ORIGINS if "*" not in row[0] and "//." not in row[0]),
]


def host_is_allowed(pattern: str, host: str) -> bool:
    with override_settings(ALLOWED_HOSTS=[pattern]):
        try:
            return bool(RequestFactory().get("/", headers={"Host": host}).get_host())
        except DisallowedHost:
            return False


def origin_may_read(allowed: str, origin: str) -> bool:
    request = RequestFactory().get("/api/", headers={"Origin": origin})
    with override_settings(CORS_ALLOWED_ORIGINS=[allowed]):
        response: Any = CorsMiddleware(lambda _: HttpResponse())(request)
    return "Access-Control-Allow-Origin" in response


def form_is_trusted(trusted: str, origin: str) -> bool:
    request = RequestFactory().post("/", headers={"Origin": origin})
    with override_settings(CSRF_TRUSTED_ORIGINS=[trusted]):
        middleware: Any = CsrfViewMiddleware(lambda _: HttpResponse())
        return bool(middleware._origin_verified(request))


JUDGES = {
    "DJANGO_ALLOWED_HOSTS": host_is_allowed,
    "CORS_ALLOWED_ORIGINS": origin_may_read,
    "CSRF_TRUSTED_ORIGINS": form_is_trusted,
}
ROWS = [
    *(("DJANGO_ALLOWED_HOSTS", *row) for row in HOSTS),
    *(("CORS_ALLOWED_ORIGINS", *row) for row in ORIGINS),
    *(("CSRF_TRUSTED_ORIGINS", *row) for row in TRUSTED),
]
# Django compares these with more patience than it shows elsewhere; here one spelling is enough.
TAKEN_BY_DJANGO = ("API.Example.org", "*")


def refusal(name: str, value: str) -> str:
    with pytest.raises(InvalidEnvironment) as refused:
        load("prod", DEPLOYED | {name: value})
    assert refused.value.malformed, value
    return refused.value.malformed[0]


@pytest.mark.parametrize(("name", "value", "asking", "right"), ROWS)
def test_a_spelling_that_never_matches_is_refused_with_one_that_does(
    name: str, value: str, asking: str, right: str
) -> None:
    matches = JUDGES[name]
    assert not matches(value, asking)
    message = refusal(name, value)
    assert message.startswith(f"{name} must be ")
    assert message.partition("; the right spelling is ")[2] == right
    if right:
        assert load("prod", DEPLOYED | {name: right})[name] == [right]
        assert matches(right, asking)
    assert "secret" not in message


@pytest.mark.parametrize("value", TAKEN_BY_DJANGO)
def test_hosts_have_one_spelling_and_are_all_named(value: str) -> None:
    assert host_is_allowed(value, "api.example.org")
    assert "must be host names" in refusal("DJANGO_ALLOWED_HOSTS", value)


@pytest.mark.parametrize(
    ("name", "value", "asking"),
    [
        ("DJANGO_ALLOWED_HOSTS", ".example.org", "api.example.org"),
        ("DJANGO_ALLOWED_HOSTS", ".example.org", "example.org"),
        ("DJANGO_ALLOWED_HOSTS", "192.0.2.1", "192.0.2.1:8000"),
        ("DJANGO_ALLOWED_HOSTS", "[2001:db8::1]", "[2001:db8::1]:8000"),
        ("CORS_ALLOWED_ORIGINS", "http://localhost:5173", "http://localhost:5173"),
        ("CORS_ALLOWED_ORIGINS", "https://www.example.org/", "https://www.example.org"),
        ("CSRF_TRUSTED_ORIGINS", "https://*.example.org", "https://a.b.example.org"),
        ("CSRF_TRUSTED_ORIGINS", "https://*.example.org:8443", "https://a.example.org:8443"),
    ],
)
def test_what_is_taken_matches(name: str, value: str, asking: str) -> None:
    (taken,) = load("prod", DEPLOYED | {name: value})[name]
    assert JUDGES[name](taken, asking)


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("FRONTEND_URL", "https://WWW.example.org", "https://www.example.org"),
        ("FRONTEND_URL", "https://www.example.org:443/", "https://www.example.org"),
        ("FRONTEND_URL", "'https://www.example.org'", "https://www.example.org"),
        ("FRONTEND_URL", "https://www.example.org/home", "https://www.example.org"),
        ("FRONTEND_URL", "https://*.example.org", ""),
        ("FRONTEND_URL", "https://www.example.org, https://example.org", ""),
        ("API_BASE_URL", "https://api.example.org/api", "https://api.example.org"),
        ("API_BASE_URL", "api.example.org", "https://api.example.org"),
        ("GOOGLE_SHEETS_API_URL", '"https://sheets.example.org"', "https://sheets.example.org"),
        ("AWS_S3_CUSTOM_DOMAIN", "D1.cloudfront.net", "d1.cloudfront.net"),
        ("AWS_S3_CUSTOM_DOMAIN", '"https://d1.cloudfront.net"', "https://d1.cloudfront.net"),
        ("AWS_S3_CUSTOM_DOMAIN", "*.cloudfront.net", ""),
        ("AWS_STORAGE_BUCKET_NAME", "s3://itg-static-assets", ""),
        ("DB_HOST", "db.example.org:5432", "db.example.org"),
        ("DB_HOST", "postgresql://db.example.org", "db.example.org"),
        ("DB_HOST", '"db.example.org"', "db.example.org"),
        ("EMAIL_HOST", "smtp.example.org:587", "smtp.example.org"),
        ("EMAIL_HOST", "smtp.example.org/", "smtp.example.org"),
        ("DB_NAME", '"itg"', ""),
        ("EMAIL_HOST_USER", "'i2g'", ""),
    ],
)
def test_addresses_and_names_of_other_services(name: str, value: str, right: str) -> None:
    message = refusal(name, value)
    assert message.startswith(f"{name} must be ")
    assert message.partition("; the right spelling is ")[2] == right


@pytest.mark.parametrize(
    "value",
    [
        '"redis://cache:6379/0"',
        "REDIS://cache:6379",
        "redis://*.example.org:6379",
        "redis://:pass#word@cache:6379",
        "redis://cache:6379/zero",
        "redis://cache:port/0",
        "redis://:6379/0",
        "redis://cache:6379/0 ,redis://other",
        "unix://socket",
    ],
)
def test_an_address_of_redis_that_is_not_what_it_seems(value: str) -> None:
    message = refusal("REDIS_URL", value)
    assert "REDIS_URL must be a URL that starts with redis://" in message
    assert re.findall(r"cache|pass#|socket", message) == []


@pytest.mark.parametrize(
    ("value", "host"),
    [
        ("redis://cache", "cache"),
        ("rediss://:p%23@cache.example.org:6379/1", "cache.example.org"),
        ("redis://[::1]:6379/0", "::1"),
    ],
)
def test_redis_reads_what_is_taken(value: str, host: str) -> None:
    url = load("prod", DEPLOYED | {"REDIS_URL": value})["REDIS_URL"]
    assert Redis.from_url(url).connection_pool.connection_kwargs["host"] == host


@pytest.mark.parametrize("value", ["/var/run/postgresql", "a.example,B_2.example", "2001:db8::1"])
def test_servers_of_a_database_are_what_libpq_takes(value: str) -> None:
    assert addresses.database_server(value) == value
