"""`manage.py prove`: whether this code and this configuration may serve the public."""

import json
import logging
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from proof.sequence import SETTLE_SECONDS, prove
from proof.server import CannotServe

PICTURE_SECONDS: Final = 300.0  # nobody waits for this task to serve


class Command(BaseCommand):
    help = "Start the server, ask it what the public asks, and compare with production. Read-only."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bootstrap", action="store_true", help="prepare this stage first")
        parser.add_argument(
            "--production", default=settings.API_BASE_URL, help="the backend that serves now"
        )
        parser.add_argument(
            "--accept", action="append", default=[], help="a finding that is intended"
        )
        parser.add_argument(
            "--settle",
            type=float,
            default=SETTLE_SECONDS,
            help="seconds before what differs is asked again",
        )

    def handle(
        self,
        *args: Any,
        bootstrap: bool,
        production: str,
        accept: list[str],
        settle: float,
        **options: Any,
    ) -> None:
        """A line of JSON begins with ``{"proof":``; all else is for people."""
        logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for each request
        if bootstrap:
            call_command("bootstrap", picture_seconds=PICTURE_SECONDS, stdout=self.stdout)
        try:
            proof = prove(production, self.stderr.write, settle)
        except CannotServe as error:
            raise CommandError(str(error)) from error
        for document in proof.documents():
            self.stdout.write(json.dumps({"proof": document}))
        refused = [one for one in proof.named() if one.name not in accept]
        for one in proof.named():
            self.stderr.write(f"{'Accepted' if one.name in accept else 'Found'}: {one.line}")
        if refused:
            raise CommandError(f"{len(refused)} findings: {', '.join(one.name for one in refused)}")
