"""What an import changes. Projects that the table does not have stay as they are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from catalogue.models import Project
from content import version

BATCH = 200


@dataclass(frozen=True)
class ImportCounts:
    added: int
    changed: int
    unchanged: int


@transaction.atomic
def store(projects: Iterable[Project], fields: Collection[str], *, dry_run: bool) -> ImportCounts:
    """Make the stored projects equal to these in ``fields``; others of their fields stay.

    A dry run does the same and takes it back. Raises what the database raises.

    Of two imports at once the second waits for the first, and finds what it has stored.
    """
    version.hold()
    stored = Project.objects.in_bulk(field_name="slug")
    added: list[Project] = []
    changed: list[Project] = []
    unchanged = 0
    for project in projects:
        before = stored.get(project.key())
        if before is None:
            added.append(project)
        elif update(before, project, fields):
            changed.append(before)
        else:
            unchanged += 1
    if added or changed:
        write(added, changed, fields)
    if dry_run:  # what the database would refuse, it has refused by now
        transaction.set_rollback(True)
    return ImportCounts(len(added), len(changed), unchanged)


def update(before: Project, project: Project, fields: Iterable[str]) -> bool:
    """Whether ``before`` had to become another."""
    different = [name for name in fields if getattr(before, name) != getattr(project, name)]
    for name in different:
        setattr(before, name, getattr(project, name))
    return bool(different)


def write(added: list[Project], changed: list[Project], fields: Collection[str]) -> None:
    """Bulk operations send no signals, so the new version of the content is made here."""
    now = timezone.now()
    for project in (*added, *changed):
        project.derive()
        project.updated = now
    Project.objects.bulk_create(added, batch_size=BATCH)
    Project.objects.bulk_update(changed, [*fields, "words", "updated"], batch_size=BATCH)
    version.bump()
