"""``manage.py import_projects FILE | --sheet NAME``: projects from a table, all of them or none."""

from pathlib import Path
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, OperationalError
from tqdm import tqdm

from catalogue.importing import columns, google_sheet, rows, storing
from catalogue.importing import file as from_file
from catalogue.importing.errors import ImportRefused
from catalogue.importing.rows import Read
from catalogue.importing.table import ProjectTable, Row
from catalogue.models import Project

DRAFTS: Final = "They wait as drafts: publish them in the admin, or import with --publish-as."


class Command(BaseCommand):
    help = "Add and change projects from a table. If any row is bad, nothing is changed."

    def add_arguments(self, parser: CommandParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument(
            "file", type=Path, nargs="?", help="a CSV or XLSX file with a header row"
        )
        source.add_argument("--sheet", metavar="NAME", help="a Google Sheet of the admin, by title")
        parser.add_argument(
            "--publish-as",
            metavar="USER",
            help="publish at once, as this user, who must have the right to publish projects; "
            "without it, what is imported waits as drafts",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="print what would change, and change nothing"
        )

    def handle(
        self,
        *args: Any,
        file: Path | None,
        sheet: str | None,
        publish_as: str | None,
        dry_run: bool,
        **options: Any,
    ) -> None:
        try:
            publisher = publisher_named(publish_as) if publish_as else None
            found = from_file.read(file, known) if file else google_sheet.read(sheet or "")
            self.mention(found.age)
            located = columns.required(found.header, found.name)
            self.mention_unused(found, located)
            projects = self.projects(found, located)
            fields = [name for name in located if name != "semester"]
            outcome = storing.store(projects, fields, dry_run=dry_run, publisher=publisher)
        except ImportRefused as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            raise CommandError("The database does not respond; nothing was imported.") from error
        except DatabaseError as error:
            reason = str(error).partition("\n")[0]
            raise CommandError(
                f"The database refused the data, so nothing was imported: {reason}."
            ) from error
        self.stdout.write(summary(outcome, dry_run))
        if (outcome.added or outcome.changed) and not publisher and not dry_run:
            self.mention(DRAFTS)

    def mention_unused(self, found: ProjectTable, located: dict[str, int]) -> None:
        if names := columns.unused(found.header, located):
            self.mention(f"Columns not used: {', '.join(names)[:300]}.")

    def mention(self, words: str) -> None:
        if words:
            self.stderr.write(words, lambda text: text)

    def projects(self, found: ProjectTable, located: dict[str, int]) -> list[Project]:
        """The projects of all rows; each bad row is listed, and then all are refused."""
        numbered = list(zip(found.numbers, found.body, strict=True))
        progress = tqdm(numbered, desc="Reading", unit=" rows", leave=False, disable=None)
        read = list(rows.read(progress, located, found.longest))
        bad = [row for row in read if row.faults]
        for row in bad:
            self.mention(report(row))
        if bad:
            count = f"{len(bad)} of {len(read)} rows cannot be imported"
            raise ImportRefused(f"{count}, so nothing was imported. {found.again}")
        if not read:
            raise ImportRefused("There are no rows below the header.")
        return [row.project for row in read]


def known(header: Row) -> int:
    """How many columns of a header are a project's."""
    return len(columns.locate(header))


def report(row: Read) -> str:
    return f"Row {row.number}: {'; '.join(row.faults)}."


def publisher_named(name: str) -> Any:
    """Raises ImportRefused for a user who may not publish projects."""
    user = get_user_model()._default_manager.filter(username=name, is_active=True).first()
    if user is None or not user.has_perm("catalogue.publish_project"):
        raise ImportRefused(
            f"There is no user {name} who may publish projects. Without --publish-as, what is "
            "imported waits as drafts."
        )
    return user


def summary(outcome: storing.ImportCounts, dry_run: bool) -> str:
    counts = f"{outcome.added} added, {outcome.changed} changed, {outcome.unchanged} unchanged"
    return f"Dry run, nothing is written: {counts}." if dry_run else f"Projects: {counts}."
