"""Run with the change's own code: applies each pending migration by itself and measures it.

`python migrations.py OUTPUT` writes JSON: the locks on tables that were there before, the tables
whose files are written anew, and seconds.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Weaker ones hinder neither readers nor writers.
# https://www.postgresql.org/docs/16/explicit-locking.html
LOCKS = """
SELECT DISTINCT class.relname, lock.mode FROM pg_locks lock
JOIN pg_class class ON class.oid = lock.relation
WHERE lock.pid = pg_backend_pid() AND lock.granted AND class.relkind = 'r'
AND class.relnamespace = 'public'::regnamespace AND lock.mode IN
('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
"""
FILES = """
SELECT relname, relfilenode FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


def main(output: str) -> None:
    import django

    django.setup()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    found = []
    for migration, _ in plan:
        facts = applied(connection, migration)
        found.append(facts)
        if facts["fault"]:
            break
    Path(output).write_text(json.dumps(found))


def applied(connection: Any, migration: Any) -> dict[str, Any]:
    from django.db.migrations.executor import MigrationExecutor

    locks: dict[str, set[str]] = {}
    facts = {
        "name": f"{migration.app_label}.{migration.name}",
        "sql": statements(connection, migration),
        "is_reversible": all(operation.reversible for operation in migration.operations),
        "fault": "",
    }
    before = files(connection)
    started = time.monotonic()
    try:
        with connection.execute_wrapper(listener(connection, locks)):
            MigrationExecutor(connection).migrate([(migration.app_label, migration.name)])
    except Exception as error:
        facts["fault"] = (str(error).splitlines() or [type(error).__name__])[0]
    facts["seconds"] = time.monotonic() - started
    after = files(connection)
    own = [name for name in locks if name in before]
    return facts | {
        "locks": {name: sorted(locks[name]) for name in own},
        "rewrites": [name for name in own if name in after and before[name] != after[name]],
        "rows": sum(rows(connection, name) for name in own if name in after),
    }


def statements(connection: Any, migration: Any) -> str:
    """As `sqlmigrate` prints them."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection, replace_migrations=False)
    try:
        return "\n".join(loader.collect_sql([(migration, False)]))
    except Exception as error:
        return f"-- not known: {type(error).__name__}"


def listener(connection: Any, locks: dict[str, set[str]]) -> Callable[..., Any]:
    def listen(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if connection.in_atomic_block:
            with connection.connection.cursor() as cursor:
                cursor.execute(LOCKS)
                for name, mode in cursor.fetchall():
                    locks.setdefault(name, set()).add(mode)
        return result

    return listen


def files(connection: Any) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(FILES)
        return dict(cursor.fetchall())


def rows(connection: Any, table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main(sys.argv[1])
