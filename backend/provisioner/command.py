"""Base of the provisioner's commands: text for people, then one line of JSON for delivery."""

import json
from typing import Any

import psycopg2
from django.core.management.base import BaseCommand, CommandError

from provisioner.errors import ProvisionerError
from provisioner.previews import Facts


class ProvisionerCommand(BaseCommand):
    """``perform`` does the work; where it cannot, exit code 1 with one sentence and a remedy."""

    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            facts = self.perform(**options)
        except ProvisionerError as error:
            raise CommandError(str(error)) from error
        except psycopg2.Error as error:
            lines = str(error).strip().splitlines() or [type(error).__name__]
            raise CommandError(
                f"The previews' database server refused: {lines[0]}. It is safe to run "
                "the command again."
            ) from error
        self.stdout.write(json.dumps(facts))

    def perform(self, **options: Any) -> Facts:
        raise NotImplementedError

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
