"""Which migrations a database has."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


def ahead(loader: MigrationLoader) -> list[str]:
    """Those that the database has and this code does not know, such as ``content.0007_more``."""
    unknown = loader.applied_migrations.keys() - loader.disk_migrations.keys()
    return sorted(f"{app}.{name}" for app, name in unknown)


def pending() -> list[str]:
    """Those of this code that the database does not have, in their order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def newest() -> list[str]:
    """The last one of each app that the database has, and all that this code does not know.

    If this is equal for two databases, they have the same schema.
    """
    loader = MigrationLoader(connection)
    known = {f"{app}.{name}" for app, name in loader.graph.leaf_nodes()}
    return sorted((known | {*ahead(loader)}) - {*pending()})
