"""What migrations change, lock and take, and if the base's code runs on the changed schema."""

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import psycopg2
from psycopg2 import sql

from delivery.compare.report import LONGEST_SQL, Database, Difference, Measured, Migration
from tests.compare.captures import PROBES, Pair, Running
from tests.compare.differences import Rows, cut, of_mappings
from tests.compare.hundredfold import TIMES, multiply
from tests.compare.sample import DATABASE
from tests.compare.sides import Side
from tests.databases import create, execute
from tests.services.errors import ServiceError
from tests.services.postgres import Login, PostgresServer

FAULTS: Final = (
    "import json; from content.compatibility import faults_once_migrated; "
    "print('faults', json.dumps(faults_once_migrated()))"
)
# The schema in words, by name.
SCHEMA: Final = (
    """
SELECT 'column ' || class.relname || '.' || attribute.attname,
  format_type(attribute.atttypid, attribute.atttypmod)
  || CASE WHEN attribute.attnotnull THEN ', never null' ELSE '' END
  || coalesce(', default ' || pg_get_expr(value.adbin, value.adrelid), '')
FROM pg_attribute attribute JOIN pg_class class ON class.oid = attribute.attrelid
LEFT JOIN pg_attrdef value ON value.adrelid = class.oid AND value.adnum = attribute.attnum
WHERE class.relkind = 'r' AND class.relnamespace = 'public'::regnamespace
AND attribute.attnum > 0 AND NOT attribute.attisdropped
""",
    """
SELECT 'constraint ' || conname || ' of ' || conrelid::regclass, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
""",
    """
SELECT 'index ' || indexname || ' of ' || tablename, indexdef FROM pg_indexes
WHERE schemaname = 'public' AND indexname NOT IN (SELECT conname FROM pg_constraint)
""",
)


def database(
    pair: Pair, login: Login, running: Running, found: Sequence[Mapping[str, Any]], rows: Rows
) -> Database:
    """``login`` to the database that the change has migrated, ``found`` on the way."""
    if not found:
        return Database(schema_changes=[], migrations=[], faults=[])
    larger = hundredfold(pair, running, found)
    base = replace(login, name=DATABASE)
    return Database(
        schema_changes=rows.first(schema_changes(pair.server, (base, login))),
        migrations=rows.first([migration(one, larger.get(one["name"])) for one in found]),
        faults=rows.first([cut(fault) for fault in faults(pair.base, running.environment)]),
    )


def migrate(running: Running, folder: Path) -> list[dict[str, Any]]:
    """Apply what is pending, one by one, and what the bootstrap does after it.

    Raises ServiceError where one does not apply: nothing else can be compared then.
    """
    found = apply(running.side, running.environment, folder / "migrations.json")
    for one in found:
        if one["fault"]:
            raise ServiceError(f"{one['name']} does not apply to the sample: {one['fault']}")
    running.side.manage(running.environment, "bootstrap")
    return found


def apply(side: Side, environ: Mapping[str, str], output: Path) -> list[dict[str, Any]]:
    side.run(environ, str(PROBES / "migrations.py"), str(output))
    found: list[dict[str, Any]] = json.loads(output.read_text())
    return found


def hundredfold(
    pair: Pair, running: Running, found: Sequence[Mapping[str, Any]]
) -> dict[str, Measured]:
    """The migrations once more, on many more rows of the tables that they lock."""
    server, name = pair.server, f"{DATABASE}_{TIMES}"
    tables = sorted({table for one in found for table in one["locks"]})
    login = create(server, name, template=DATABASE)
    try:
        multiply(replace(server.superuser, name=name), known(server, tables))
        environ = running.environment | login.environment
        again = apply(running.side, environ, server.directory / "hundredfold.json")
        return {one["name"]: measured(one) for one in again}
    except (psycopg2.Error, ValueError, ServiceError) as error:
        why = Measured(rows=0, seconds=None, fault=cut(str(error).splitlines()[0]))
        return {one["name"]: why for one in found}
    finally:
        drop(server, name)


def drop(server: PostgresServer, name: str) -> None:
    execute(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def known(server: PostgresServer, tables: list[str]) -> list[str]:
    """Those that the base has; django_migrations must stay as it is."""
    statement = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    there = {row[0] for row in ask(replace(server.superuser, name=DATABASE), statement)}
    return [name for name in tables if name in there and name != "django_migrations"]


def migration(one: Mapping[str, Any], larger: Measured | None) -> Migration:
    sql_ = one["sql"]
    locks = [f"{table} ({', '.join(modes)})" for table, modes in one["locks"].items()]
    return Migration(
        name=cut(one["name"]),
        sql=cut(sql_, LONGEST_SQL),
        locks=[cut(lock) for lock in locks if not lock.startswith("django_migrations ")],
        rewrites=[cut(table) for table in one["rewrites"]],
        is_reversible=one["is_reversible"],
        sample=measured(one),
        hundredfold=larger,
    )


def measured(one: Mapping[str, Any]) -> Measured:
    fault = cut(one["fault"])
    return Measured(
        rows=one["rows"], seconds=None if fault else round(one["seconds"], 3), fault=fault
    )


def faults(base: Side, environ: Mapping[str, str]) -> list[str]:
    """What `make compatibility` says, with the base's code on the change's schema."""
    environ = {**environ, "PYTHONPATH": str(base.root / "backend")}
    try:
        said = base.manage(environ, "shell", "--no-imports", "-c", FAULTS)
    except ServiceError as error:
        return [str(error).splitlines()[-1]]
    line = next(line for line in said.splitlines() if line.startswith("faults "))
    found: list[str] = json.loads(line.removeprefix("faults "))
    return found


def schema_changes(server: PostgresServer, logins: tuple[Login, Login]) -> list[Difference]:
    return of_mappings(*(schema(replace(server.superuser, name=one.name)) for one in logins))


def schema(login: Login) -> dict[str, str]:
    return {name: words for statement in SCHEMA for name, words in ask(login, statement)}


def ask(login: Login, statement: str) -> list[tuple[Any, ...]]:
    opened = closing(psycopg2.connect(login.dsn(), connect_timeout=60))
    with opened as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
