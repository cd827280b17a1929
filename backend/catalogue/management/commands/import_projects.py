"""``manage.py import_projects FILE``: projects from a table, all of them or none."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from tqdm import tqdm

from catalogue.importing import columns, rows, storing, table
from catalogue.importing.errors import ImportRefused
from catalogue.importing.rows import Read
from catalogue.importing.table import Table
from catalogue.models import Project


class Command(BaseCommand):
    help = "Add and change projects from a CSV file. One bad row, and nothing is changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a CSV file with a header row")
        parser.add_argument("--dry-run", action="store_true", help="say what would change")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            found = table.read(file, lambda header: len(columns.locate(header)))
            located = columns.required(found.header, found.name)
            self.mention_unused(found, located)
            projects = self.projects(found, located)
            fields = [name for name in located if name != "semester"]
            outcome = storing.store(projects, fields, dry_run=dry_run)
        except ImportRefused as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            raise CommandError("The database does not answer; nothing was imported.") from error
        self.stdout.write(summary(outcome, dry_run))

    def mention_unused(self, found: Table, located: dict[str, int]) -> None:
        if names := columns.unused(found.header, located):
            self.stderr.write(f"Columns not used: {', '.join(names)}.", lambda text: text)

    def projects(self, found: Table, located: dict[str, int]) -> list[Project]:
        """The projects of all rows; each row that is none is said, and then all are refused."""
        progress = tqdm(found.body, desc="Reading", unit=" rows", leave=False, disable=None)
        read = list(rows.read(progress, located, found.first))
        bad = [row for row in read if row.faults]
        for row in bad:
            self.stderr.write(report(row), lambda text: text)
        if bad:
            count = f"{len(bad)} of {len(read)} rows cannot be imported"
            raise ImportRefused(f"{count}, so nothing was. Correct them and import the file again.")
        if not read:
            raise ImportRefused("There are no rows below the header.")
        return [row.project for row in read]


def report(row: Read) -> str:
    return f"Row {row.number}: {'; '.join(row.faults)}."


def summary(outcome: storing.Outcome, dry_run: bool) -> str:
    counts = f"{outcome.added} added, {outcome.changed} changed, {outcome.unchanged} unchanged"
    return f"Dry run, nothing is written: {counts}." if dry_run else f"Projects: {counts}."
