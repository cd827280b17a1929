"""A hundred times the rows in some tables, so that a migration shows what it costs on more of them.

Keys are moved by whole multiples, those of rows that refer to a table with many rows by the same. A
text that must be unique gets a number at its end, or becomes a hash where its length is limited.
"""

from contextlib import closing
from typing import Any, Final

import psycopg2
from psycopg2 import sql

from tests.services.postgres import Login

TIMES: Final = 100
COLUMNS: Final = """
SELECT attribute.attname, format_type(attribute.atttypid, NULL), attribute.atttypmod - 4,
  attribute.attgenerated <> '', attribute.attidentity = 'a'
FROM pg_attribute attribute
WHERE attribute.attrelid = to_regclass(quote_ident(%s)) AND attribute.attnum > 0
AND NOT attribute.attisdropped ORDER BY attribute.attnum
"""
UNIQUE: Final = """
SELECT array_agg(attribute.attname ORDER BY attribute.attnum) FROM pg_index index
JOIN pg_attribute attribute ON attribute.attrelid = index.indrelid
  AND attribute.attnum = ANY(index.indkey)
WHERE index.indrelid = to_regclass(quote_ident(%s)) AND index.indisunique
GROUP BY index.indexrelid
"""
FOREIGN: Final = """
SELECT attribute.attname, target.relname, key.attname FROM pg_constraint c
JOIN pg_attribute attribute ON attribute.attrelid = c.conrelid AND attribute.attnum = c.conkey[1]
JOIN pg_class target ON target.oid = c.confrelid
JOIN pg_attribute key ON key.attrelid = c.confrelid AND key.attnum = c.confkey[1]
WHERE c.contype = 'f' AND c.conrelid = to_regclass(quote_ident(%s))
"""
WHOLE: Final = frozenset({"smallint", "integer", "bigint"})
WORDS: Final = frozenset({"character varying", "text", "character"})


class Multiplier:
    """Of one database, as its superuser: foreign keys are not looked at meanwhile."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self.done: set[str] = set()
        self.steps: dict[tuple[str, str], int] = {}

    def rows(self, statement: str, table: str) -> list[tuple[Any, ...]]:
        self.cursor.execute(statement, [table])
        found: list[tuple[Any, ...]] = self.cursor.fetchall()
        return found

    def multiply(self, table: str) -> None:
        """And the tables first whose rows these extend, as a kind of page extends a page."""
        if table in self.done:
            return
        self.done.add(table)
        foreign = {column: (to, key) for column, to, key in self.rows(FOREIGN, table)}
        moved = self.moved(table, foreign)
        for column in moved & foreign.keys():
            self.multiply(foreign[column][0])
        columns = [row for row in self.rows(COLUMNS, table) if not row[3]]
        values = [self.value(table, column, foreign, moved) for column in columns]
        names = sql.SQL(", ").join(sql.Identifier(column[0]) for column in columns)
        self.cursor.execute(
            sql.SQL(
                "INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE SELECT {values} "
                "FROM {table}, generate_series(1, {most}) AS copies(copy)"
            ).format(
                table=sql.Identifier(table),
                names=names,
                values=sql.SQL(", ").join(values),
                most=sql.Literal(TIMES - 1),
            )
        )
        self.cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))

    def moved(self, table: str, foreign: dict[str, Any]) -> set[str]:
        """One column of each unique index, its own rather than one that refers to others."""
        moved: set[str] = set()
        kinds = {row[0]: row[1] for row in self.rows(COLUMNS, table)}
        for (index,) in self.rows(UNIQUE, table):
            if moved.isdisjoint(index):
                own = [name for name in index if name not in foreign]
                known = [name for name in own if kinds[name] in WHOLE | WORDS | {"uuid"}]
                moved.add((known or own or list(index))[0])
        return moved

    def value(
        self, table: str, column: tuple[Any, ...], foreign: dict[str, Any], moved: set[str]
    ) -> sql.Composable:
        name, kind, limit = column[0], column[1], column[2]
        own = sql.Identifier(name)
        if name not in moved:
            return sql.SQL("{}.{}").format(sql.Identifier(table), own)
        if kind == "uuid":
            return sql.SQL("gen_random_uuid()")
        if kind in WHOLE:
            of = foreign.get(name, (table, name))
            return sql.SQL("{own} + copy * {step}").format(
                own=own, step=sql.Literal(self.step(*of))
            )
        if kind in WORDS:
            words = "md5({own} || '~' || copy)" if limit > 0 else "{own} || '~' || copy"
            text = sql.SQL(words).format(own=own)
            return sql.SQL("left({}, {})").format(text, sql.Literal(limit)) if limit > 0 else text
        raise ValueError(f"{table}.{name} is unique and of type {kind}")

    def step(self, table: str, column: str) -> int:
        """The same before and after the table itself is multiplied."""
        known = self.steps.get((table, column))
        if known is None:
            self.cursor.execute(
                sql.SQL("SELECT coalesce(max({}), 0) FROM {}").format(
                    sql.Identifier(column), sql.Identifier(table)
                )
            )
            known = self.steps[(table, column)] = int(self.cursor.fetchone()[0]) + 1
        return known


def multiply(superuser: Login, tables: list[str]) -> None:
    """Raises psycopg2.Error or ValueError where a table's rows cannot be made more."""
    opened = closing(psycopg2.connect(superuser.dsn(), connect_timeout=60))
    with opened as connection, connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        multiplier = Multiplier(cursor)
        for table in tables:
            multiplier.multiply(table)
