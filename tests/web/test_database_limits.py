"""What a request or a migration waits for too long, PostgreSQL ends: tried on a real one."""

import json
from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import RequestFactory
from pytest_django import Settings

from tests import commands, prepared
from tests.databases import database
from tests.prepared import POSTGRESQL
from tests.services.postgres import Login, PostgresServer
from web import failures
from web.database_limits import bounded_locks

SLEEPING_SITE = """
import json, httpx
from core.wsgi import application
from django.db import connection
from django.http import HttpResponse
from django.urls import path
from api import search
from core import urls

def sleep(*_):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(300)")

def awake(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0)")
    return HttpResponse("awake")

search.search = sleep
urls.urlpatterns[:0] = [path("sleep/", sleep), path("awake/", awake)]
with httpx.Client(transport=httpx.WSGITransport(application), base_url="http://localhost") as site:
    for address in ("/sleep/", "/api/search/?q=robot", "/awake/"):
        response = site.get(address)
        retry = response.headers.get("Retry-After")
        print(json.dumps([response.status_code, retry, response.text]))
"""


@pytest.fixture
def migrated(postgres_server: PostgresServer) -> Iterator[Login]:
    with database(postgres_server, prepared.MIGRATED) as login:
        yield login


def environment(login: Login, **variables: str) -> dict[str, str]:
    return commands.environment("ci", POSTGRESQL, login.environment, variables)


@pytest.mark.processes
def test_a_request_that_sleeps_in_postgresql_is_cut_off_and_told_when_to_come_back(
    migrated: Login,
) -> None:
    environ = environment(migrated, DB_STATEMENT_TIMEOUT="1")
    ended = commands.run(environ, "shell", "--no-imports", "-c", SLEEPING_SITE)
    shown = [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("[")]
    page, api, after = shown
    assert page[:2] == api[:2] == [503, "5"]
    assert "The site's database did not respond in time" in page[2]
    assert json.loads(api[2])["detail"].endswith("Try again shortly.")
    assert after == [200, None, "awake"], "the connection goes on"


@pytest.mark.processes
def test_a_command_has_no_such_bound(migrated: Login) -> None:
    code = (
        "from django.db import connection as c; cursor = c.cursor();"
        "cursor.execute('SHOW statement_timeout'); print(cursor.fetchone()[0])"
    )
    environ = environment(migrated, DB_STATEMENT_TIMEOUT="1")
    assert commands.run(environ, "shell", "--no-imports", "-c", code).stdout == "0\n"


@pytest.mark.processes
def test_a_migration_gives_up_on_a_lock_that_another_session_holds(migrated: Login) -> None:
    environ = environment(migrated, DB_LOCK_TIMEOUT="1")
    with closing(psycopg2.connect(migrated.dsn())) as session, session.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sharing'")
        cursor.execute("DROP TABLE sharing_sharelink")
        session.commit()
        cursor.execute("LOCK TABLE wagtailcore_revision IN ROW EXCLUSIVE MODE")
        ended = commands.run(environ, "bootstrap")
        assert ended.returncode == 1
        assert ended.stdout.splitlines()[-1].startswith(
            "CommandError: Migration sharing.0001_initial waited 1 s for a lock that another "
            "session of the database holds"
        )
        assert "Traceback" not in ended.stdout
        session.rollback()
    again = commands.run(environ, "bootstrap")
    assert (again.returncode, "[2/5] Migrations: 1 applied" in again.stdout) == (0, True)
    assert "      Applying sharing.0001_initial\n" in again.stdout


@pytest.mark.django_db
def test_the_bound_on_locks_ends_with_its_block(settings: Settings) -> None:
    settings.DB_LOCK_TIMEOUT = 7
    with bounded_locks(connection):
        within = lock_timeout()
    assert (within, lock_timeout()) == (
        ("7s", "0") if connection.vendor == "postgresql" else ("", "")
    )


def lock_timeout() -> str:
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError, 503), (InterfaceError, 503), (ValueError, 500)]
)
def test_only_a_fault_of_the_database_is_worth_trying_again(
    error: type[Exception], status: int
) -> None:
    try:
        raise error
    except error:
        assert failures.server_error(RequestFactory().get("/")).status_code == status
