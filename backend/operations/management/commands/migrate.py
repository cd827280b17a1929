"""`manage.py migrate`: like Django's, but with a limit for the wait for a lock."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections

from web.database_limits import bounded_locks, waited_for_lock


class Command(migrate.Command):
    """While a migration waits for a table, all requests that read this table wait too."""

    current = "The preparation"

    def handle(self, *args: Any, **options: Any) -> None:
        with bounded_locks(connections[options["database"]]):
            try:
                super().handle(*args, **options)
            except OperationalError as error:
                if not waited_for_lock(error):
                    raise
                raise CommandError(
                    f"{self.current} waited {settings.DB_LOCK_TIMEOUT} s for a lock that "
                    "another session of the database holds. End that session "
                    "(pg_stat_activity shows it) or wait for its end, then run this "
                    "again."
                ) from error

    def migration_progress_callback(
        self, action: str, migration: Any | None = None, fake: bool = False
    ) -> None:
        if migration is not None:
            self.current = f"Migration {migration}"
        super().migration_progress_callback(action, migration, fake)
