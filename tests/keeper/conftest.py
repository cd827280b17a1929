"""A previews' server of its own, whose master may as little as on RDS, and the keeper beside it.

The keeper's code runs in the tests' process, as in its function what it starts does not.
"""

import secrets
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg2
import pytest
from django.db import connection
from psycopg2 import sql

from delivery import databases
from keeper import previews
from keeper.names import Preview
from tests import commands
from tests.databases import execute
from tests.services.postgres import Login, PostgresServer

SECONDS = 600  # as a migration of everything may take on a busy machine
POSTGRESQL = {"DB_ENGINE": "django.db.backends.postgresql"}
VARIABLES = {**commands.PRODUCTION, **POSTGRESQL, "STAGE": "preview-keeper"}
# RDS has one superuser, who is not the customer. What the server starts with is the master's.
AS_ON_RDS = (
    "ALTER DATABASE postgres OWNER TO itg_keeper",
    "ALTER DATABASE template1 OWNER TO itg_keeper",
)


@dataclass
class Keeper:
    """``server`` with a template; what the keeper said is in ``said``."""

    server: PostgresServer
    master: Login
    said: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return commands.environment("keeper", VARIABLES, self.master.environment)

    def ensure(self, name: str, fresh: bool = False) -> Login:
        """How the preview signs in to the database that it was given."""
        password = secrets.token_urlsafe(24)
        facts = previews.ensure(
            Preview.named(name), databases.verifier(password), fresh, self.said.append
        )
        return replace(self.master, user=facts["role"], password=password, name=facts["database"])

    def drop(self, name: str) -> list[str]:
        dropped: list[str] = previews.drop(Preview.named(name), self.said.append)["dropped"]
        return dropped

    def names(self) -> set[str]:
        """All databases and roles of previews, as the server knows them."""
        question = "SELECT datname FROM pg_database UNION SELECT rolname FROM pg_roles"
        found = {str(name) for (name,) in rows(self.server.superuser, question)}
        return {name for name in found if name.startswith("pr_")}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test to ask for the template waits for it."""
    for item in items:
        if "keeper_with_template" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(SECONDS))


@pytest.fixture(scope="session")
def previews_server() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def keeper_with_template(previews_server: PostgresServer) -> Keeper:
    master = Login(previews_server.port, "itg_keeper", secrets.token_hex(8), "postgres")
    execute(
        previews_server,
        sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER CREATEDB CREATEROLE PASSWORD {}").format(
            sql.Identifier(master.user), sql.Literal(master.password)
        ),
    )
    for words in AS_ON_RDS:
        execute(previews_server, sql.SQL(words))
    made = Keeper(previews_server, master)
    finished = commands.run(made.environment, "preview_template", "refresh", within=SECONDS)
    assert finished.returncode == 0, finished.stdout
    return made


@pytest.fixture
def keeper(keeper_with_template: Keeper, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeper]:
    """This process is the keeper, and leaves no preview."""
    made = keeper_with_template
    made.said.clear()
    master = made.master
    for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME"):
        monkeypatch.setitem(connection.settings_dict, key, made.environment[f"DB_{key}"])
    options = {**connection.settings_dict["OPTIONS"], "sslmode": "require"}
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    yield replace(made, master=master)
    for name in {name.split("_")[1] for name in made.names()}:
        made.drop(f"pr-{name}")


def rows(login: Login, question: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(login.dsn(), connect_timeout=5)) as session:
        session.autocommit = True
        with session.cursor() as cursor:
            cursor.execute(question)
            return list(cursor.fetchall()) if cursor.description else []
