"""The database the tests run on: PostgreSQL 16 of their own, or SQLite where DB_ENGINE says so.

Loaded as a plugin before pytest-django reads the settings, which is why this is no fixture.
"""

import os
from collections.abc import Iterator

import pytest

from tests.services.postgres import PostgresServer

SERVER: PostgresServer | None = None
if "sqlite3" not in os.environ.get("DB_ENGINE", ""):
    SERVER = PostgresServer()  # It has its port and passwords now, and is started by its first user.
    os.environ.update(SERVER.owner.environment, DB_ENGINE="django.db.backends.postgresql")


def pytest_unconfigure() -> None:
    if SERVER is not None:
        SERVER.stop()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server under the test database. Tests on SQLite get a server of its own."""
    with SERVER or PostgresServer() as server:
        yield server
