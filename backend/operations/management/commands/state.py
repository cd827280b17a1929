"""`manage.py state`: what only the backend knows, as one line of JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from operations.state import gather, part

# By the command only: it asks many tables, and the scheduler writes the state every minute.
NEWEST = "operations.newest.row"


class Command(BaseCommand):
    help = "Print schema, content version, mail that waits, age of sheets, and the newest row."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps({**gather(), "newest_row": part(NEWEST)}))
