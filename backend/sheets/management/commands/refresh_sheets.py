"""``manage.py refresh_sheets``: reads the Google Sheets that are due."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sheets.models import Sheet
from sheets.refreshing import due, refresh_all


class Command(BaseCommand):
    help = "Read the Google Sheets that are due; a failure keeps the last good copy."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="Also those that are not due yet.")

    def handle(self, *args: Any, **options: Any) -> None:
        sheets = Sheet.objects.all() if options["all"] else due(timezone.now())
        outcomes = []
        for outcome in refresh_all(sheets):
            self.stdout.write(f"{outcome.sheet}: {outcome.words}")
            self.stdout.flush()
            outcomes.append(outcome.state)
        if not outcomes:
            self.stdout.write(
                "No sheet is due." if Sheet.objects.exists() else "There is no sheet yet."
            )
        if failed := outcomes.count("failed"):
            count = "1 sheet" if len(outcomes) == 1 else f"{len(outcomes)} sheets"
            raise CommandError(
                f"{failed} of {count} could not be read; visitors keep the last good copy."
            )
