"""`manage.py bootstrap`: prepare this environment for serving."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from operations.bootstrap import BootstrapError, run


class Command(BaseCommand):
    help = "Wait for the database, migrate, keep the superuser, collect static files."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        def say(line: str) -> None:
            self.stdout.write(line)
            self.stdout.flush()

        try:
            run(say)
        except BootstrapError as error:
            raise CommandError(str(error)) from error
