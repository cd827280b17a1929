"""`manage.py prove`: whether this code and this configuration may serve the public."""

import json
import logging
from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations import bootstrap as preparation
from operations.bootstrap import BootstrapError
from proof import schema
from proof.findings import Finding, by_name
from proof.sequence import SETTLE_SECONDS, Proof, prove
from proof.server import CannotServe

PICTURE_SECONDS: Final = 300.0  # nobody waits for this task to serve


class Refused(Exception):
    """The schema has findings that nobody accepted, so nothing is migrated."""


class Command(BaseCommand):
    help = "Start the server, ask it what the public asks, and compare with production."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--bootstrap",
            action="store_true",
            help="migrate and prepare this stage first; without it nothing is changed",
        )
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
        found: list[Finding] = []
        try:
            if bootstrap:
                self.prepare(found, accept)
            proof = prove(production, self.stderr.write, settle)
        except Refused:
            proof = Proof()
        except (BootstrapError, CannotServe) as error:
            raise CommandError(str(error)) from error
        proof.findings = [*found, *proof.findings]
        self.tell(proof, accept)

    def prepare(self, found: list[Finding], accept: Sequence[str]) -> None:
        """Fills ``found`` before it migrates. Raises Refused and BootstrapError."""

        def ask() -> None:
            found.extend(schema.findings())
            if any(one.name not in accept for one in by_name(found)):
                raise Refused

        def say(line: str) -> None:
            self.stdout.write(line)
            self.stdout.flush()

        preparation.run(say, PICTURE_SECONDS, ask)

    def tell(self, proof: Proof, accept: Sequence[str]) -> None:
        for document in proof.documents():
            self.stdout.write(json.dumps({"proof": document}))
        named = proof.named()
        for one in named:
            self.stderr.write(f"{'Accepted' if one.name in accept else 'Found'}: {one.line}")
        if refused := [one.name for one in named if one.name not in accept]:
            raise CommandError(f"{len(refused)} findings: {', '.join(refused)}")
