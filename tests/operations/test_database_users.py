"""Two users of a real PostgreSQL 16 that take turns: rights, owners, sessions, passwords."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from psycopg2 import sql

from delivery.operate.verifier import verifier
from operations import database_users
from tests.databases import execute
from tests.services.postgres import Login, PostgresServer

FIRST, NEXT, THIRD, FOURTH = ("first-password", "the-next", "the-third", "the-fourth")


@pytest.fixture
def first(postgres_server: PostgresServer) -> Iterator[Login]:
    """The user that a database was made with: as RDS's master user, no superuser."""
    user = f"itg_{secrets.token_hex(4)}"
    login = replace(postgres_server.owner, name=user, user=user, password=FIRST)
    role = sql.Identifier(user)
    execute(
        postgres_server,
        sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE PASSWORD {}").format(
            role, sql.Literal(FIRST)
        ),
    )
    execute(postgres_server, sql.SQL("CREATE DATABASE {0} OWNER {0}").format(role))
    yield login
    execute(postgres_server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(role))
    second = sql.Identifier(database_users.other(user))
    execute(postgres_server, sql.SQL("DROP ROLE IF EXISTS {}").format(second))
    execute(postgres_server, sql.SQL("DROP ROLE {}").format(role))


def second(login: Login, password: str) -> Login:
    return replace(login, user=f"{login.name}_2", password=password)


def sign_in(login: Login) -> Any:
    connection = psycopg2.connect(login.dsn(), connect_timeout=60)
    connection.autocommit = True
    return closing(connection)


def ask(connection: Any, *statements: str) -> Any:
    """The rows of the last one."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall() if cursor.description else None


SetPassword = Callable[[Login, str, str], None]


@pytest.fixture
def set_password(
    monkeypatch: pytest.MonkeyPatch, django_db_blocker: pytest.FixtureRequest
) -> Iterator[SetPassword]:
    """The command, signed in as that user."""

    def run(login: Login, name: str, password: str) -> None:
        connections.databases["turns"] = {
            **connections.databases["default"],
            "ENGINE": "django.db.backends.postgresql",
            "NAME": login.name,
            "USER": login.user,
            "PASSWORD": login.password,
            "HOST": login.host,
            "PORT": str(login.port),
            "OPTIONS": {"sslmode": "require"},
        }
        signed_in = connections["turns"]
        monkeypatch.setattr(database_users, "connection", signed_in)
        try:
            with django_db_blocker.unblock():  # type: ignore[attr-defined]
                call_command("database_user", name, verifier(password))
        finally:
            signed_in.close()
            del connections["turns"]

    yield run
    connections.databases.pop("turns", None)


def test_two_users_take_turns_with_the_same_rights(first: Login, set_password: SetPassword) -> None:
    other = second(first, NEXT)
    with sign_in(first) as serving:
        ask(serving, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
        ask(serving, "CREATE TABLE pages (title text)", "INSERT INTO pages VALUES ('home')")
        set_password(first, other.user, NEXT)
        with sign_in(other) as successor:  # it migrates, which only an owner may
            ask(successor, "ALTER TABLE pages ADD COLUMN slug text", "CREATE TABLE news (id int)")
        ask(serving, "INSERT INTO pages VALUES ('about')", "INSERT INTO news VALUES (1)")
        with sign_in(first) as started_again:  # the revision before still works, and goes back
            ask(
                started_again, "ALTER TABLE news ADD COLUMN title text", "CREATE TABLE old (id int)"
            )
            owners = ask(
                started_again,
                "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'",
            )
        assert owners == [(other.user,)]
        set_password(other, first.user, THIRD)  # the old password ends
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            sign_in(first)
        assert ask(serving, "SELECT count(*) FROM pages") == [(2,)]  # a session goes on
    now = replace(first, password=THIRD)
    set_password(now, other.user, FOURTH)  # and back
    with sign_in(second(first, FOURTH)) as back:
        assert ask(back, "SELECT count(*) FROM pages") == [(2,)]


def test_nobody_else_gets_a_password_and_no_password_is_sent(
    first: Login, set_password: SetPassword
) -> None:
    with pytest.raises(CommandError, match=f"only {first.user}_2 can get another password"):
        set_password(first, first.user, NEXT)
    with pytest.raises(CommandError, match="can get another password, not postgres"):
        set_password(first, "postgres", NEXT)
    with pytest.raises(database_users.DatabaseUserError, match="not the verifier"):
        database_users.set_password("any", "a-password-in-clear")
    set_password(first, f"{first.user}_2", NEXT)
    with sign_in(second(first, NEXT)) as successor:
        for name, text in (("postgres", verifier("x")), (first.user, "in clear")):
            with pytest.raises(psycopg2.errors.RaiseException, match="not one of the two users"):
                ask(successor, f"SELECT itg_set_password('{name}', '{text}')")


def test_a_failure_leaves_nothing_behind(
    first: Login, set_password: SetPassword, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_users, "FUNCTION", "SELECT 1/0")
    with pytest.raises(Exception, match="division by zero"):
        set_password(first, f"{first.user}_2", NEXT)
    with sign_in(first) as still:
        assert ask(still, "SELECT rolname FROM pg_roles WHERE rolname ~ '^itg_.*_2$'") == []
