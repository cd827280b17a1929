"""``manage.py compatibility``: does this code run on the database at hand?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from content import compatibility


class Command(BaseCommand):
    help = (
        "Test if this code works with the database as it is. What the test writes is rolled back."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError(
                "The test reads PostgreSQL's catalog. Set DB_ENGINE and the other DB_* variables."
            )
        found = compatibility.faults()
        for fault in found:
            self.stdout.write(f"Fault: {fault}")
        if found:
            raise CommandError("This code does not run on the schema that the database has.")
        self.stdout.write("This code runs on the schema that the database has.")
