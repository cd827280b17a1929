"""`manage.py bootstrap`: prepare this environment for serving."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.bootstrap import PICTURE_SECONDS, BootstrapError, run


class Command(BaseCommand):
    help = "Wait for the database, migrate, keep the superuser, upload static files, make pictures."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--picture-seconds",
            type=float,
            default=PICTURE_SECONDS,
            help="after which no further picture is made",
        )

    def handle(self, *args: Any, picture_seconds: float, **options: Any) -> None:
        def say(line: str) -> None:
            self.stdout.write(line)
            self.stdout.flush()

        try:
            run(say, picture_seconds)
        except BootstrapError as error:
            raise CommandError(str(error)) from error
