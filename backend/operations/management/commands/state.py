"""`manage.py state`: what is known only inside, as one line of JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from operations.state import gather


class Command(BaseCommand):
    help = "Print the schema, the content version, the mail that waits and the age of sheets."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(gather()))
