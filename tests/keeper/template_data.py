"""A previews' server whose master may as little as on RDS, with the template, kept between runs."""

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from psycopg2 import sql

from tests import commands, sources
from tests.databases import execute
from tests.prepared import POSTGRESQL, manage
from tests.services.kept import kept
from tests.services.postgres import Login, PostgresServer

VARIABLES: Final = {**commands.PRODUCTION, **POSTGRESQL, "STAGE": "preview-keeper"}
MASTER: Final = "itg_keeper"
# RDS has one superuser, who is not the customer. What the server starts with is the master's.
AS_ON_RDS: Final = (
    "CREATE ROLE itg_keeper LOGIN NOSUPERUSER CREATEDB CREATEROLE",
    "ALTER DATABASE postgres OWNER TO itg_keeper",
    "ALTER DATABASE template1 OWNER TO itg_keeper",
)


@contextmanager
def server_with_template() -> Iterator[tuple[PostgresServer, Login]]:
    """A server of its own, and how its master signs in."""
    with template_data() as folder, PostgresServer(folder / "data") as server:
        yield server, admit_master(server)


def template_data() -> AbstractContextManager[Path]:
    return kept("previews", sources.key_of_sample(), make)


def make(folder: Path) -> None:
    with PostgresServer() as server:
        for words in AS_ON_RDS:
            execute(server, sql.SQL(words))
        environ = environment(admit_master(server))
        manage(environ, "preview_template", "refresh")
        server.keep_data(folder / "data")


def admit_master(server: PostgresServer) -> Login:
    login = Login(server.port, MASTER, secrets.token_hex(8), "postgres")
    words = sql.SQL("ALTER ROLE {} PASSWORD {}")
    execute(server, words.format(sql.Identifier(login.user), sql.Literal(login.password)))
    return login


def environment(master: Login) -> dict[str, str]:
    return commands.environment("keeper", VARIABLES, master.environment)
