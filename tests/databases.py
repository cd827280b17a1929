"""Databases on the tests' PostgreSQL, made and dropped in a moment."""

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import psycopg2
from psycopg2 import sql

from tests.services.postgres import Login, PostgresServer


@contextmanager
def database(server: PostgresServer, template: str = "template0") -> Iterator[Login]:
    """A database of its own for the server's ordinary role: empty, or a copy of ``template``."""
    login = replace(server.owner, name=f"test_{secrets.token_hex(4)}")
    execute(
        server,
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(login.name), sql.Identifier(login.user), sql.Identifier(template)
        ),
    )
    try:
        yield login
    finally:
        execute(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(login.name)))


def execute(server: PostgresServer, statement: sql.Composable) -> None:
    with closing(psycopg2.connect(server.superuser.dsn(), connect_timeout=5)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
