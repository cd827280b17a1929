"""Refuses a database from before the apps got new initial migrations.

Nothing was deployed at that time, so such a database is only somebody's sample site.
"""

import time
from pathlib import Path
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

GONE_APPS: Final = {"core", "uploads"}  # that had migrations
GONE_COLUMNS: Final = {"forms_submission": "answers_digest"}  # by table
SQLITE_FILES: Final = ("", "-wal", "-shm")


class OlderDatabaseError(Exception):
    """The database cannot be migrated. The message says how to start with a new one."""


def set_aside(connection: BaseDatabaseWrapper) -> str:
    """Rename an older SQLite database. Returns its new path, or an empty string.

    Raises OlderDatabaseError for an older database on a server.
    """
    if not is_older(connection):
        return ""
    if connection.vendor != "sqlite":
        name = connection.settings_dict["NAME"]
        raise OlderDatabaseError(
            f"The database {name} was made by an older version and cannot be migrated. "
            "Create an empty one, and set DB_NAME to its name."
        )
    connection.close()
    path = Path(connection.settings_dict["NAME"])
    kept = path.with_name(f"{path.name}.older-{time.strftime('%Y%m%d-%H%M%S')}")
    for suffix in SQLITE_FILES:
        if (found := Path(f"{path}{suffix}")).exists():
            found.rename(f"{kept}{suffix}")
    return str(kept)


def is_older(connection: BaseDatabaseWrapper) -> bool:
    return bool(GONE_APPS & migrated_apps(connection)) or has_gone_column(connection)


def has_gone_column(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        tables = GONE_COLUMNS.keys() & set(connection.introspection.table_names(cursor))
        return any(
            GONE_COLUMNS[table] == column.name
            for table in tables
            for column in connection.introspection.get_table_description(cursor, table)
        )


def migrated_apps(connection: BaseDatabaseWrapper) -> set[str]:
    """The apps of which the database has a migration on record."""
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return set()
        cursor.execute("SELECT DISTINCT app FROM django_migrations")
        return {app for (app,) in cursor.fetchall()}
