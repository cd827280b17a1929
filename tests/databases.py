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
    login = create(server, f"test_{secrets.token_hex(4)}", template)
    try:
        yield login
    finally:
        execute(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(login.name)))


def create(server: PostgresServer, name: str, template: str = "template0") -> Login:
    """Copying files is the quickest way where nothing waits for a disk."""
    login = replace(server.owner, name=name)
    execute(
        server,
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy").format(
            sql.Identifier(name), sql.Identifier(login.user), sql.Identifier(template)
        ),
    )
    return login


def execute(server: PostgresServer, statement: sql.Composable) -> None:
    with closing(psycopg2.connect(server.superuser.dsn(), connect_timeout=60)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
