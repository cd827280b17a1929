"""``manage.py allow_sign_in DIGEST``: a token of that digest signs a reviewer in, once."""

import re
from datetime import timedelta
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from reviewing import links

MOST_MINUTES = 24 * 60


class Command(BaseCommand):
    help = "Let a token sign a reviewer in, once. Only its SHA-256 is told here."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("digest", help="SHA-256 of the token, in hex")
        parser.add_argument("--minutes", type=int, required=True, help="for how long")

    def handle(self, *args: Any, digest: str, minutes: int, **options: Any) -> None:
        if not re.fullmatch(r"[0-9a-f]{64}", digest):
            raise CommandError("The digest must have 64 hexadecimal digits.")
        if not 0 < minutes <= MOST_MINUTES:
            raise CommandError(f"--minutes must be from 1 to {MOST_MINUTES}.")
        until = links.allow(digest, timedelta(minutes=minutes))
        self.stdout.write(f"Until {until:%Y-%m-%d %H:%M} UTC")
