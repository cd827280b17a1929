"""A session on the previews' server as its administrator, who is no superuser, as on RDS.

Names are quoted, values are parameters or literals; no statement is made by joining texts.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Roles.html
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Final

import psycopg2
from django.db import connection
from psycopg2 import errors, sql

from provisioner.errors import ProvisionerError

LOCK_SECONDS: Final = 240
STATEMENT_SECONDS: Final = 300
OPTIONS: Final = (
    f"-c lock_timeout={LOCK_SECONDS}s -c statement_timeout={STATEMENT_SECONDS}s"
    " -c idle_session_timeout=0"
)

# Locks: a class for each kind of thing, the thing's number in it.
REFRESH: Final = (0x1261_0002, 0)
TEMPLATE: Final = (0x1261_0003, 0)
PREVIEWS: Final = 0x1261_0004

Row = tuple[Any, ...]


@contextmanager
def server(database: str | None = None) -> Iterator["Server"]:
    """A session in the provisioner's own database, or in another. Raises ProvisionerError."""
    if connection.vendor != "postgresql":
        raise ProvisionerError(
            "The provisioner needs PostgreSQL. Set DB_ENGINE and the other DB_ variables."
        )
    parameters = connection.get_connection_params() | {"options": OPTIONS}
    try:
        session = psycopg2.connect(**parameters | ({"dbname": database} if database else {}))
    except psycopg2.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise ProvisionerError(
            f"The previews' server cannot be reached: {reason}. Check DB_HOST, DB_USER and "
            "DB_PASSWORD, and that the network lets the provisioner reach it."
        ) from error
    session.autocommit = True
    with closing(session):
        yield Server(session)


class Server:
    """What is done through one session. Each statement is a transaction of its own."""

    def __init__(self, session: Any) -> None:
        self._cursor = session.cursor()
        self.user = str(session.info.user)

    def run(self, statement: str, *names: str | sql.Composable) -> None:
        """``{}`` stands for a name, which is quoted, or for an ``sql.Literal``."""
        parts = [sql.Identifier(name) if isinstance(name, str) else name for name in names]
        self._cursor.execute(sql.SQL(statement).format(*parts))

    def ask(self, sql: str, *values: object) -> list[Row]:
        self._cursor.execute(sql, values)
        return list(self._cursor.fetchall())

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.run("BEGIN")
        try:
            yield
        except BaseException:
            self.run("ROLLBACK")
            raise
        self.run("COMMIT")

    def lock(self, key: tuple[int, int], *, shared: bool = False) -> None:
        """Hold the lock until the session ends. Raises ProvisionerError after LOCK_SECONDS."""
        sql = (
            "SELECT pg_advisory_lock_shared(%s, %s)"
            if shared
            else ("SELECT pg_advisory_lock(%s, %s)")
        )
        try:
            self.ask(sql, *key)
        except errors.LockNotAvailable as error:
            raise ProvisionerError(
                f"Another command has used the same database for {LOCK_SECONDS} s. Run "
                "this command again after it has ended."
            ) from error

    def has(self, database: str) -> bool:
        """Whether it is there and whole: an interrupted DROP leaves a name that cannot be used."""
        found = self.ask("SELECT datconnlimit <> -2 FROM pg_database WHERE datname = %s", database)
        return found == [(True,)]

    def has_role(self, role: str) -> bool:
        return bool(self.ask("SELECT 1 FROM pg_roles WHERE rolname = %s", role))

    def make_role(self, role: str) -> None:
        """A role that the master may act as, and that may do nothing. Safe to repeat."""
        if not self.has_role(role):
            self.run("CREATE ROLE {} NOLOGIN NOCREATEDB NOCREATEROLE", role)
        self.act_as(role)

    def act_as(self, role: str) -> None:
        """From now on the master has the rights of that role. Safe to repeat."""
        self.run("GRANT {} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE", role)

    def let_in(self, role: str, password: str, connections: int) -> None:
        """``password`` as text or as a verifier; never in an error of this server's."""
        self.run(
            "ALTER ROLE {} LOGIN CONNECTION LIMIT {} PASSWORD {}",
            role,
            sql.Literal(connections),
            sql.Literal(password),
        )

    def copy(self, template: str, name: str, owner: str) -> None:
        """A database that nobody but its owner and the master may enter."""
        self.run("CREATE DATABASE {} TEMPLATE {} OWNER {}", name, template, owner)
        self.run("REVOKE CONNECT ON DATABASE {} FROM PUBLIC", name)
