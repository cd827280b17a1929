"""A previews' server, whose master may as little as on RDS, and the provisioner beside it.

The provisioner's code runs in the tests' process, as in its function what it starts does not.
"""

import secrets
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg2
import pytest
from django.db import connection

from delivery.provisioner import databases
from provisioner import previews
from provisioner.names import PreviewNames
from tests.delivery.fixtures import Package
from tests.provisioner import template_data
from tests.services.postgres import Login, PostgresServer


@dataclass
class Provisioner:
    """``server`` with a template; what the provisioner said is in ``said``."""

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
            PreviewNames.named(name), databases.verifier(password), fresh, self.said.append
        )
        return replace(self.master, user=facts["role"], password=password, name=facts["database"])

    def drop(self, name: str) -> list[str]:
        dropped: list[str] = previews.drop(PreviewNames.named(name), self.said.append)["dropped"]
        return dropped

    def names(self) -> set[str]:
        """All databases and roles of previews, as the server knows them."""
        sql = "SELECT datname FROM pg_database UNION SELECT rolname FROM pg_roles"
        found = {str(name) for (name,) in rows(self.server.superuser, sql)}
        return {name for name in found if name.startswith("pr_")}


@pytest.fixture(scope="session")
def shared_server(package: Package) -> Iterator[Provisioner]:
    with template_data.server_with_template(package.archive) as (server, master):
        yield Provisioner(server, master)


@pytest.fixture
def provisioner(
    shared_server: Provisioner, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Provisioner]:
    """This process is the provisioner, leaves no preview, and does not touch the template."""
    sign_in(shared_server, monkeypatch)
    yield shared_server
    for name in {name.split("_")[1] for name in shared_server.names()}:
        shared_server.drop(f"pr-{name}")
    shared_server.said.clear()


@pytest.fixture
def provisioner_with_its_own_template(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Provisioner]:
    """This process is the provisioner, and may replace the template."""
    with template_data.server_with_template(package.archive) as (server, master):
        provisioner = Provisioner(server, master)
        sign_in(provisioner, monkeypatch)
        yield provisioner


def sign_in(provisioner: Provisioner, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME"):
        monkeypatch.setitem(connection.settings_dict, key, provisioner.environment[f"DB_{key}"])
    options = {**connection.settings_dict["OPTIONS"], "sslmode": "require"}
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
    for name, value in provisioner.environment.items():
        monkeypatch.setenv(name, value)


def rows(login: Login, sql: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(login.dsn(), connect_timeout=60)) as session:
        session.autocommit = True
        with session.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []
