"""The database the tests run on: PostgreSQL 16 of their own, or SQLite where DB_ENGINE says so.

Loaded as a plugin before pytest-django reads the settings, which is why this is no fixture.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import connection

from tests import prepared
from tests.services.postgres import PostgresServer, memory

SERVER: PostgresServer | None = None
if "sqlite3" not in os.environ.get("DB_ENGINE", ""):
    # It has its port and passwords now; its first user starts it.
    SERVER = PostgresServer()
    os.environ.update(SERVER.owner.environment, DB_ENGINE="django.db.backends.postgresql")
else:
    # Processes with one database tell each other of publications, so each worker has its own. What
    # connects before the test database exists creates the file, which is removed with its folder.
    UNUSED = TemporaryDirectory(prefix="itg-sqlite-")
    os.environ["DB_NAME"] = str(Path(UNUSED.name) / "unused.sqlite3")


def pytest_unconfigure() -> None:
    if SERVER is not None:
        SERVER.stop()


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    """The server under the test database. Tests on SQLite get a server of their own.

    It has the database MIGRATED, and SEEDED as well where a test of this run asks for `seed`.
    """
    names = {name for item in request.session.items for name in getattr(item, "fixturenames", ())}
    server = SERVER or PostgresServer()
    with prepared.seeded() if "seed" in names else prepared.migrated() as folder:
        server.prepared = folder / "data"
        server.start()
    with server:
        yield server


@contextmanager
def migrated_database() -> Iterator[None]:
    """Let the test database begin as a copy of the migrated one. Enter before Django makes it.

    SQLite's is a file. Django closes no connection to a database in memory, also not those of
    threads that end: https://code.djangoproject.com/ticket/7411
    """
    test = connection.settings_dict["TEST"]
    if SERVER is not None:
        test["TEMPLATE"] = prepared.MIGRATED
        yield
        return
    with prepared.migrated_sqlite() as folder, TemporaryDirectory(dir=memory()) as place:
        test["NAME"] = str(Path(place) / "test.sqlite3")
        kept = f"file:{folder / prepared.SQLITE['DB_NAME']}?mode=ro"
        with (
            closing(sqlite3.connect(kept, uri=True)) as source,
            closing(sqlite3.connect(test["NAME"])) as copy,
        ):
            source.backup(copy)
        yield
        connection.close()
