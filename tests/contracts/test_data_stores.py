"""The guide's database, cache and storage rows, for production on this machine."""

import re
from contextlib import closing

import httpx
import psycopg2
import pytest

from tests import commands
from tests.production import BUCKET
from tests.running_site import RunningSite
from tests.services.aws import AwsServer
from tests.services.postgres import PostgresServer

PRODUCTION = commands.environment("prod", commands.PRODUCTION, commands.NO_DATABASE)


def test_production_is_postgresql_16_over_ssl(
    production: RunningSite, postgres_server: PostgresServer
) -> None:
    assert production.environment
    httpx.get(f"{production.url}/api/search/?q=robot", headers={"Host": "a.cloudfront.test"})
    with (
        closing(psycopg2.connect(postgres_server.superuser.dsn())) as connection,
        connection.cursor() as cursor,
    ):
        assert connection.server_version // 10000 == 16
        cursor.execute(
            "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) "
            "WHERE datname = %s",
            [production.environment["DB_NAME"]],
        )
        assert cursor.fetchone() == (True,)


def test_production_requires_ssl() -> None:
    databases = commands.settings_of(PRODUCTION, "DATABASES")["DATABASES"]
    assert databases["default"]["OPTIONS"]["sslmode"] == "require"


def test_development_is_sqlite_in_the_backend_folder() -> None:
    values = commands.settings_of(commands.environment("dev"), "DATABASES")
    database = values["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(commands.BACKEND / "db.sqlite3")


@pytest.mark.parametrize(
    ("redis", "backend"),
    [
        ("", "django.core.cache.backends.locmem.LocMemCache"),
        ("redis://127.0.0.1:6379/0", "web.cache.ResilientRedisCache"),
    ],
    ids=["without REDIS_URL", "with REDIS_URL"],
)
def test_the_cache_is_redis_or_memory(redis: str, backend: str) -> None:
    environ = PRODUCTION | {"REDIS_URL": redis}
    cache = commands.settings_of(environ, "CACHES")["CACHES"]["default"]
    assert (cache["BACKEND"], cache["KEY_PREFIX"]) == (backend, environ["APP_VERSION"])


@pytest.mark.parametrize(
    ("variables", "csrf", "cors"),
    [
        (
            {},
            ["https://www.innovatetogrow.test", "https://api.innovatetogrow.test"],
            ["https://www.innovatetogrow.test"],
        ),
        ({"FRONTEND_URL": "", "API_BASE_URL": ""}, [], []),
        (
            {"API_BASE_URL": "https://api.example.org/"},
            ["https://www.innovatetogrow.test", "https://api.example.org"],
            ["https://www.innovatetogrow.test"],
        ),
        (
            {
                "CSRF_TRUSTED_ORIGINS": "https://a.example, https://*.b.example",
                "CORS_ALLOWED_ORIGINS": "https://c.example",
            },
            ["https://a.example", "https://*.b.example"],
            ["https://c.example"],
        ),
    ],
    ids=["derived", "nothing to derive from", "slash removed", "given"],
)
def test_trusted_origins(variables: dict[str, str], csrf: list[str], cors: list[str]) -> None:
    names = ("CSRF_TRUSTED_ORIGINS", "CORS_ALLOWED_ORIGINS")
    values = commands.settings_of(PRODUCTION | variables, *names)
    assert list(values.values()) == [csrf, cors]


@pytest.fixture(scope="module")
def keys(production: RunningSite, aws_server: AwsServer) -> list[str]:
    listing = (
        aws_server.s3().get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix="static/")
    )
    return [item["Key"] for page in listing for item in page["Contents"]]


def test_static_files_are_on_s3_under_static(production: RunningSite, keys: list[str]) -> None:
    page = httpx.get(f"{production.url}/admin/login/", headers={"Host": "a.cloudfront.test"}).text
    used = [part.split('"')[0] for part in page.split("https://cdn.innovatetogrow.test/")[1:]]
    assert used
    assert [name for name in used if name not in keys] == []


def test_a_second_bootstrap_uploads_nothing(
    production_environment: dict[str, str], keys: list[str]
) -> None:
    finished = commands.run(production_environment, "bootstrap")
    assert keys
    assert "Static files: unchanged, 0 uploaded" in finished.stdout


def test_a_missing_file_alone_is_uploaded(
    production_environment: dict[str, str], aws_server: AwsServer, keys: list[str]
) -> None:
    client = aws_server.s3()
    client.delete_object(Bucket=BUCKET, Key=keys[0])
    finished = commands.run(production_environment, "bootstrap")
    assert "Static files: unchanged, 1 uploaded" in finished.stdout
    restored = client.get_object(Bucket=BUCKET, Key=keys[0])
    assert restored["CacheControl"] == "public, max-age=31536000, immutable"


def test_media_is_on_s3_under_media_and_never_overwritten(
    production_environment: dict[str, str],
) -> None:
    code = (
        "from django.core.files.base import ContentFile as C;"
        "from django.core.files.storage import default_storage as d;"
        "print(d.url(d.save('a.txt', C(b'1')))); print(d.url(d.save('a.txt', C(b'2'))))"
    )
    finished = commands.run(production_environment, "shell", "--no-imports", "-c", code)
    first, second = finished.stdout.split()[-2:]
    address = re.compile(r"https://cdn\.innovatetogrow\.test/media/\w+/a\.txt")
    assert address.fullmatch(first)
    assert address.fullmatch(second)
    assert first != second
