"""Stores imported projects. Projects that are not in the table stay as they are.

What is imported are drafts, for publishers to look at, unless a publisher imports: then they are
published. Either way each project gets a revision and an entry in its history. As when it is
published in the admin, its older schedules and the workflow that it is in end.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision, WorkflowState

from catalogue import spelling
from catalogue.models import Project
from content import version

BATCH: Final = 200
DRAFT: Final = ("latest_revision", "has_unpublished_changes")
LIVE: Final = (
    *("live", "live_revision", "first_published_at", "last_published_at"),
    *("expired", "go_live_at", "expire_at"),
)


@dataclass(frozen=True)
class ImportCounts:
    added: int
    changed: int
    unchanged: int


@transaction.atomic
def store(
    projects: Iterable[Project], fields: Collection[str], *, dry_run: bool, publisher: Any = None
) -> ImportCounts:
    """Make the newest version of each project equal to these in ``fields``; other fields stay.

    ``publisher`` is the user who publishes them; without one they are drafts. A dry run does the
    same and takes it back. Raises what the database raises.

    Of two imports at once the second waits for the first, and finds what it has stored.
    """
    version.hold()
    stored = Project.objects.select_related("latest_revision").in_bulk(field_name="slug")
    projects = list(projects)
    spelling.unify(projects, {it: known_spellings(it, projects) for it in spelling.FIELDS})
    added: list[Project] = []
    changed: list[Project] = []
    unchanged = 0
    for project in projects:
        before = stored.get(project.key())
        if before is None:
            added.append(project)
        elif different := differences(before, project, fields):
            changed.append(updated(before, project, different))
        elif publisher and (before.has_unpublished_changes or not before.live):
            changed.append(before.get_latest_revision_as_object())
        else:
            unchanged += 1
    if added or changed:
        write(added, changed, publisher)
    if dry_run:  # what the database would refuse, it has refused by now
        transaction.set_rollback(True)
    return ImportCounts(len(added), len(changed), unchanged)


def known_spellings(field: str, projects: Iterable[Project]) -> dict[str, str]:
    """What is stored, and else what the table says first."""
    given = {spelling.key(text): text for text in (getattr(it, field) for it in [*projects][::-1])}
    return given | spelling.spellings(Project.objects.all(), field)


def differences(before: Project, project: Project, fields: Iterable[str]) -> list[str]:
    """The fields in which the newest version of ``before`` is another, draft or not."""
    has_draft = before.has_unpublished_changes and before.latest_revision
    newest = before.latest_revision.content if has_draft else vars(before)
    return [name for name in fields if newest.get(name) != getattr(project, name)]


def updated(before: Project, project: Project, different: Iterable[str]) -> Project:
    newest: Project = before.get_latest_revision_as_object()
    for name in different:
        setattr(newest, name, getattr(project, name))
    return newest


def write(added: list[Project], changed: list[Project], publisher: Any) -> None:
    """Bulk operations send no signals, so the new version of the content is made here."""
    now = timezone.now()
    for project in (*added, *changed):
        project.derive()
        project.has_unpublished_changes = not publisher
        if publisher:
            project.live, project.expired, project.last_published_at = True, False, now
            project.first_published_at = project.first_published_at or now
            project.updated, project.go_live_at = now, None
            if project.expire_at and project.expire_at <= now:
                project.expire_at = None  # or the scheduler would unpublish it at once
        elif not project.pk:
            project.live = False
    Project.objects.bulk_create(added, batch_size=BATCH)
    keep_revisions([*added, *changed], publisher)
    record("wagtail.create", added, publisher)
    record("wagtail.publish" if publisher else "wagtail.edit", changed, publisher)
    written = [*DRAFT, *(own_fields() if publisher else ()), *(LIVE if publisher else ())]
    Project.objects.bulk_update([*added, *changed], written, batch_size=BATCH)
    if publisher:
        end_schedules_and_workflows(changed, publisher)
        version.bump()


def end_schedules_and_workflows(projects: Iterable[Project], publisher: Any) -> None:
    """As Wagtail does it when a draft is published."""
    kind, keys = ContentType.objects.get_for_model(Project), {str(it.pk) for it in projects}
    scheduled = Revision.objects.filter(base_content_type=kind).exclude(approved_go_live_at=None)
    found = [key for key, of in scheduled.values_list("pk", "object_id") if of in keys]
    Revision.objects.filter(pk__in=found).update(approved_go_live_at=None)
    for workflow in WorkflowState.objects.active().filter(base_content_type=kind):
        if workflow.object_id in keys:
            workflow.cancel(user=publisher)


def own_fields() -> list[str]:
    """What an editor writes, and what follows from it."""
    wagtails = {*DRAFT, *LIVE, "locked", "locked_at", "locked_by"}
    fields = Project._meta.local_concrete_fields
    return [it.name for it in fields if it.name not in wagtails and not it.primary_key]


def keep_revisions(projects: Iterable[Project], publisher: Any) -> None:
    """As ``save_revision`` does it, for all of them at once."""
    kind, now = ContentType.objects.get_for_model(Project), timezone.now()
    revisions = [
        Revision(
            content_type=kind,
            base_content_type=kind,
            object_id=str(project.pk),
            created_at=now,
            user=publisher,
            content=project.serializable_data(),
            object_str=str(project),
        )
        for project in projects
    ]
    Revision.objects.bulk_create(revisions, batch_size=BATCH)
    for project, revision in zip(projects, revisions, strict=True):
        project.latest_revision = revision
        if publisher:
            project.live_revision = revision


def record(action: str, projects: Iterable[Project], publisher: Any) -> None:
    kind, now = ContentType.objects.get_for_model(Project), timezone.now()
    ModelLogEntry.objects.bulk_create(
        [
            ModelLogEntry(
                content_type=kind,
                object_id=str(project.pk),
                label=str(project)[:255],
                action=action,
                timestamp=now,
                user=publisher,
                revision=project.latest_revision,
                content_changed=True,
                data={"import": True},
            )
            for project in projects
        ],
        batch_size=BATCH,
    )
