"""The check of a kept connection: no question while it is in use, and never a broken one."""

from collections.abc import Iterator

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from psycopg2 import sql
from pytest_django import DjangoDbBlocker, Settings

from tests.databases import execute
from tests.services.postgres import PostgresServer
from web.postgresql.base import DatabaseWrapper

pytestmark = pytest.mark.processes  # its own connections, whatever the other tests use


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What the server answered to each SELECT 1."""
    answers: list[bool] = []
    ask = DatabaseWrapper.is_usable

    def is_usable(self: DatabaseWrapper) -> bool:
        answers.append(ask(self))
        return answers[-1]

    monkeypatch.setattr(DatabaseWrapper, "is_usable", is_usable)
    return answers


@pytest.fixture
def connection(
    postgres_server: PostgresServer, django_db_blocker: DjangoDbBlocker
) -> Iterator[BaseDatabaseWrapper]:
    """Like production's, after its first request."""
    login = postgres_server.owner
    settings = {
        "ENGINE": "web.postgresql",
        **{"HOST": login.host, "PORT": str(login.port), "NAME": login.name},
        **{"USER": login.user, "PASSWORD": login.password},
        **{"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True},
    }
    found = ConnectionHandler({"default": settings})["default"]
    with django_db_blocker.unblock():
        request(found)
        yield found
        found.close()


def request(connection: BaseDatabaseWrapper) -> int:
    """Two queries, as in a request. Returns the process id of the server's side."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 2")
        cursor.execute("SELECT pg_backend_pid()")
        pid: int = cursor.fetchone()[0]
    connection.close_if_unusable_or_obsolete()
    return pid


def test_requests_after_one_another_ask_nothing(
    connection: BaseDatabaseWrapper, asked: list[bool]
) -> None:
    assert request(connection) == request(connection)
    assert asked == []


def test_a_function_that_may_be_frozen_asks_each_time(
    connection: BaseDatabaseWrapper, asked: list[bool], settings: Settings
) -> None:
    settings.DB_TRUSTED_SECONDS = 0
    assert request(connection) == request(connection)
    assert asked == [True, True]


def test_a_connection_that_the_server_ended_is_replaced(
    connection: BaseDatabaseWrapper, asked: list[bool], postgres_server: PostgresServer
) -> None:
    before = request(connection)
    execute(
        postgres_server,
        sql.SQL("SELECT pg_terminate_backend({}, 10000)").format(sql.Literal(before)),
    )
    assert request(connection) != before
    assert asked == [False]


def test_a_connection_that_rested_is_asked(
    connection: BaseDatabaseWrapper, asked: list[bool], settings: Settings
) -> None:
    assert isinstance(connection, DatabaseWrapper)
    before = request(connection)
    for moved in (
        settings.DB_TRUSTED_SECONDS,
        -settings.DB_TRUSTED_SECONDS,
    ):  # also if the clock was set back
        connection.last_used -= moved
        assert request(connection) == before
    assert asked == [True, True]
