"""A hundred times the rows, whatever must be unique in them."""

from dataclasses import replace

import psycopg2
import pytest

from tests.compare.hundredfold import multiply
from tests.databases import database
from tests.services.postgres import PostgresServer

TABLES = """
CREATE TABLE page (id integer PRIMARY KEY, path varchar(12) UNIQUE, key uuid UNIQUE, title text);
CREATE TABLE news (page_id integer PRIMARY KEY REFERENCES page, day date);
CREATE TABLE tag (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  page_id integer REFERENCES page, name text, UNIQUE (page_id, name));
INSERT INTO page SELECT n, 'path-' || n, gen_random_uuid(), 'Title' FROM generate_series(1, 3) n;
INSERT INTO news SELECT id, now() FROM page;
INSERT INTO tag (page_id, name) SELECT id, 'tag' FROM page;
"""


@pytest.mark.processes
def test_every_row_is_there_a_hundred_times(postgres_server: PostgresServer) -> None:
    with database(postgres_server) as login:
        superuser = replace(postgres_server.superuser, name=login.name)
        connection = psycopg2.connect(superuser.dsn())
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(TABLES)
            multiply(superuser, ["tag", "news"])
            with connection, connection.cursor() as cursor:
                counts = []
                for table in ("page", "news", "tag"):
                    cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
                    counts.append(cursor.fetchone())
                assert counts == [(300,), (300,), (300,)], "news brings its pages along"
                cursor.execute(
                    "SELECT count(*) FROM news LEFT JOIN page ON id = page_id WHERE id IS NULL"
                )
                assert cursor.fetchone() == (0,)
        finally:
            connection.close()
