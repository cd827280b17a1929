"""Prepared data: it holds what its name says, and no password opens two servers."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace

import psycopg2
import pytest
from django.db import connection

from tests import prepared
from tests.services.postgres import Login, PostgresServer


def test_the_tests_database_is_a_copy_of_the_migrated_one(db: None) -> None:
    with ExitStack() as stack:
        on_postgresql = connection.vendor == "postgresql"
        folder = stack.enter_context(
            prepared.migrated() if on_postgresql else prepared.migrated_sqlite()
        )
        made_at = next(folder.iterdir()).stat().st_mtime
    with connection.cursor() as cursor:
        seconds = "extract(epoch FROM max(applied))" if on_postgresql else "unixepoch(max(applied))"
        cursor.execute(f"SELECT {seconds} FROM django_migrations")  # noqa: S608
        assert cursor.fetchone()[0] <= made_at + 1


def test_a_thread_closes_its_connection(db: None) -> None:
    """A SQLite database in memory would keep it open, of which newer versions of Python warn."""

    def use() -> bool:
        connection.ensure_connection()
        connection.close()
        return connection.connection is None

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(use).result()


def test_a_copy_has_passwords_of_its_own() -> None:
    with (
        prepared.migrated() as folder,
        PostgresServer(folder / "data") as first,
        PostgresServer(folder / "data") as second,
    ):
        for ours, theirs in ((first.owner, second.owner), (first.superuser, second.superuser)):
            psycopg2.connect(ours.dsn()).close()
            with pytest.raises(psycopg2.OperationalError, match="password authentication"):
                psycopg2.connect(replace(ours, password=theirs.password).dsn())


def test_nothing_secret_is_kept() -> None:
    with prepared.migrated() as folder:
        names = {path.name for path in folder.rglob("*")}
    assert "PG_VERSION" in names
    assert not {name for name in names if name.endswith((".key", ".crt")) or "password" in name}


def test_the_migrated_database_can_be_copied_by_the_sites_own_role() -> None:
    with prepared.migrated() as folder, PostgresServer(folder / "data") as server:
        run(server.owner, f"CREATE DATABASE mine TEMPLATE {prepared.MIGRATED}")
        mine = replace(server.owner, name="mine")
        assert run(mine, "SELECT count(*) > 100 FROM django_migrations") == (True,)


def run(login: Login, statement: str) -> tuple[object, ...] | None:
    with closing(psycopg2.connect(login.dsn())) as session:
        session.autocommit = True
        with session.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone() if cursor.description else None
