"""The table of variables: what it accepts, what it refuses, and that nothing goes around it."""

import re
from pathlib import Path

import pytest

from core.environment import InvalidEnvironment, example_file, load
from core.variables import VARIABLES

ROOT = Path(__file__).parents[2]
DEPLOYED = {
    "DJANGO_SECRET_KEY": "a-secret-that-must-not-be-shown",
    "DJANGO_ALLOWED_HOSTS": "api.example.org,.cloudfront.net",
    "DB_NAME": "itg",
    "DB_USER": "itg",
    "DB_PASSWORD": "another-secret",
    "DB_HOST": "db.example.org",
    "DB_PORT": "5432",
}


def test_names_every_missing_variable_at_once() -> None:
    with pytest.raises(InvalidEnvironment) as refused:
        load("prod", {})
    assert refused.value.missing == list(DEPLOYED)


def test_names_missing_and_malformed_together_and_shows_no_value() -> None:
    environ = DEPLOYED | {"DB_HOST": "", "DB_PORT": "54e32", "REDIS_URL": "hidden-value"}
    with pytest.raises(InvalidEnvironment) as refused:
        load("prod", environ)
    message = str(refused.value)
    assert "DB_HOST is missing" in message
    assert "DB_PORT must be a port number between 1 and 65535" in message
    assert "REDIS_URL must be a URL that starts with redis://" in message
    for value in ("54e32", "hidden-value", "a-secret", "another-secret"):
        assert value not in message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PORT", "0"),
        ("DB_PORT", "65536"),
        ("DB_PORT", "-1"),
        ("DB_PORT", "٣"),
        ("EMAIL_PORT", "smtp"),
        ("DJANGO_ALLOWED_HOSTS", "https://api.example.org"),
        ("FRONTEND_URL", "innovatetogrow.com"),
        ("CORS_ALLOWED_ORIGINS", "https://a.example/path"),
        ("CSRF_TRUSTED_ORIGINS", "a.example"),
        ("REDIS_URL", "http://redis"),
        ("GOOGLE_SHEETS_CREDENTIALS_JSON", "[1]"),
        ("GOOGLE_SHEETS_CREDENTIALS_JSON", "{"),
        ("SENTRY_DSN", "https://o1.ingest.us.sentry.io/2"),
        ("SENTRY_DSN", "https://key@o1.ingest.us.sentry.io/"),
        ("SENTRY_DSN", "'https://key@o1.ingest.us.sentry.io/2'"),
        ("SENTRY_DSN", "http://key@o1.ingest.us.sentry.io/2"),
        ("DB_ENGINE", "mysql"),
        ("DJANGO_DEBUG", "perhaps"),
        ("TRUSTED_PROXIES", "two"),
        ("TRUSTED_PROXIES", "-1"),
        ("DB_STATEMENT_TIMEOUT", "30s"),
        ("DB_LOCK_TIMEOUT", "-1"),
    ],
)
def test_refuses_a_malformed_value_by_name(name: str, value: str) -> None:
    with pytest.raises(InvalidEnvironment, match=f"{name} must be"):
        load("prod", DEPLOYED | {name: value})


@pytest.mark.parametrize(
    ("value", "dsn"),
    [
        ("", ""),
        ("off", ""),
        *[(dsn, dsn) for dsn in ("https://0a1b@o1.ingest.us.sentry.io/2", "http://k@localhost/3")],
        *[(dsn, dsn) for dsn in ("https://0a1b@sentry.example.org/own/path/2",)],
    ],
)
def test_exceptions_are_reported_by_the_dsn_or_not_at_all(value: str, dsn: str) -> None:
    assert load("prod", DEPLOYED | {"SENTRY_DSN": value})["SENTRY_DSN"] == dsn


def test_a_blank_value_is_a_missing_one() -> None:
    with pytest.raises(InvalidEnvironment, match="DB_NAME is missing"):
        load("prod", DEPLOYED | {"DB_NAME": "  "})


def test_development_needs_nothing_set() -> None:
    values = load("dev", {})
    assert values["DB_ENGINE"] == "django.db.backends.sqlite3"
    assert values["DJANGO_ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]


def test_deployed_settings_have_no_fallback_secret() -> None:
    values = load("prod", DEPLOYED)
    set_by_us = set(DEPLOYED)
    assert [
        v.name for v in VARIABLES if v.secret and v.name not in set_by_us and values[v.name]
    ] == []


def test_hosts_may_begin_with_a_dot() -> None:
    assert load("prod", DEPLOYED)["DJANGO_ALLOWED_HOSTS"] == ["api.example.org", ".cloudfront.net"]


def test_nothing_else_reads_the_environment() -> None:
    """One reader for what runs, and one for what delivers it."""
    readers = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "backend").rglob("*.py")
        if re.search(r"\bos\.(environ|getenv)\b|from os import (environ|getenv)", file.read_text())
    ]
    assert sorted(readers) == ["backend/core/environment.py", "backend/delivery/tools/config.py"]


def test_the_example_file_is_what_the_table_says_and_holds_no_secret() -> None:
    assert (ROOT / ".env.example").read_text() == example_file(), "run `make variables`"
    assert [v.name for v in VARIABLES if v.secret and f"\n{v.name}=\n" not in example_file()] == []


def test_a_copy_of_the_example_file_changes_nothing() -> None:
    """Production's defaults, PostgreSQL for one, are wrong on the laptop of who copies it."""
    lines = [line for line in example_file().splitlines() if not line.startswith("#")]
    assert {line.partition("=")[2] for line in lines} == {""}
