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

from delivery import databases
from keeper import previews
from keeper.names import Preview
from tests.delivery.fixtures import Package
from tests.keeper import template_data
from tests.services.postgres import Login, PostgresServer


@dataclass
class Keeper:
    """``server`` with a template; what the keeper said is in ``said``."""

    server: PostgresServer
    master: Login
    said: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return template_data.environment(self.master)

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


@pytest.fixture(scope="session")
def shared_server(package: Package) -> Iterator[Keeper]:
    with template_data.server_with_template(package.archive) as (server, master):
        yield Keeper(server, master)


@pytest.fixture
def keeper(shared_server: Keeper, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeper]:
    """This process is the keeper, leaves no preview, and does not touch the template."""
    sign_in(shared_server, monkeypatch)
    yield shared_server
    for name in {name.split("_")[1] for name in shared_server.names()}:
        shared_server.drop(f"pr-{name}")
    shared_server.said.clear()


@pytest.fixture
def keeper_with_its_own_template(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Keeper]:
    """This process is the keeper, and may replace the template."""
    with template_data.server_with_template(package.archive) as (server, master):
        keeper = Keeper(server, master)
        sign_in(keeper, monkeypatch)
        yield keeper


def sign_in(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME"):
        monkeypatch.setitem(connection.settings_dict, key, keeper.environment[f"DB_{key}"])
    options = {**connection.settings_dict["OPTIONS"], "sslmode": "require"}
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
    for name, value in keeper.environment.items():
        monkeypatch.setenv(name, value)


def rows(login: Login, question: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(login.dsn(), connect_timeout=60)) as session:
        session.autocommit = True
        with session.cursor() as cursor:
            cursor.execute(question)
            return list(cursor.fetchall()) if cursor.description else []
