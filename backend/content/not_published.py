"""A scheduled publication that was refused: said in its history, on the first page and by mail."""

import logging
from collections.abc import Iterator
from smtplib import SMTPException
from typing import Any, Final

from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.log_actions import LogFormatter, log
from wagtail.log_actions import registry as log_registry
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from content.dashboard import MOST, DashboardLink

logger = logging.getLogger(__name__)

ACTION: Final = "content.not_published"
SCHEDULED: Final = "wagtail.publish.schedule"
MAIL: Final = (
    "“{title}” was scheduled to be published, but could not be.\n\n{reason}\n\nThe draft is "
    "kept. Correct it, or the page that it conflicts with, and schedule it again:\n{address}\n"
)


class NotPublished(LogFormatter):
    label = "Not published"

    def format_message(self, entry: Any) -> str:
        return f"Could not be published at its time. {entry.data.get('reason', '')}"


def give_up(revision: Revision, reason: str) -> None:
    """Take it off the schedule, or it would be tried and refused for ever. One machine tells."""
    scheduled = Revision.objects.filter(pk=revision.pk).exclude(approved_go_live_at=None)
    if not scheduled.update(approved_go_live_at=None):
        return
    found = revision.content_object
    people = {revision.user, *schedulers(found, revision)}
    log(instance=found, action=ACTION, data={"reason": reason}, revision=revision)
    address = AdminURLFinder().get_edit_url(found) or ""
    words = MAIL.format(
        title=revision.object_str,
        reason=reason,
        address=f"{settings.WAGTAILADMIN_BASE_URL}{address}",
    )
    recipients = {each.email for each in people if each and each.is_active and each.email}
    for email in sorted(recipients):
        try:
            send_mail(f"Not published: {revision.object_str}"[:200], words, None, [email])
        except (OSError, SMTPException, ValueError) as fault:  # the history has it all the same
            logger.warning("No mail about revision %s was sent: %s", revision.pk, fault)


def schedulers(found: Any, revision: Revision) -> list[Any]:
    entries = log_registry.get_logs_for_instance(found)
    chosen = entries.filter(action=SCHEDULED, revision=revision).select_related("user")
    return [entry.user for entry in chosen]


def waiting(request: HttpRequest) -> Iterator[DashboardLink]:
    """What could not be published and was not changed since, for those who may change it."""
    finder = AdminURLFinder(request.user)
    for kind in (PageLogEntry, ModelLogEntry):
        entries = kind.objects.filter(action=ACTION).exclude(revision=None)
        for entry in entries.select_related("revision").order_by("-timestamp")[:MOST]:
            found = entry.revision.content_object
            address = finder.get_edit_url(found) if is_unchanged(found, entry) else None
            if address:
                words = f"“{entry.label}” could not be published. {entry.data['reason']}"
                yield DashboardLink(words, address)


def is_unchanged(found: Any, entry: Any) -> bool:
    """Neither edited since, nor published or scheduled again."""
    newest = found and found.latest_revision_id == entry.revision_id
    return bool(newest and found.has_unpublished_changes and not found.scheduled_revision)
