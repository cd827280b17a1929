"""`manage.py database_user NAME VERIFIER`: a new password for the user that is not in use."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.database_users import DatabaseUserError, set_password


class Command(BaseCommand):
    help = "Give the database's user that does not serve a password, and make it if needed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME", help="such as itg_user_2")
        parser.add_argument(
            "verifier", metavar="VERIFIER", help="what PostgreSQL keeps of it: SCRAM-SHA-256$…"
        )

    def handle(self, *args: Any, name: str, verifier: str, **options: Any) -> None:
        try:
            set_password(name, verifier)
        except DatabaseUserError as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{name} has a new password")
