"""Publishes scheduled pages and unpublishes expired ones, each once, even if several processes run.

Several machines look at the same time. Each locks the row that it works on, passes by the rows that
others have locked, and reads again, under the lock, whether there is still something to do.

What is due to be published comes first. So a page whose next version is due in the same moment as
its expiry is never gone, and one that expires keeps only what is scheduled for later.
"""

import logging
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from content import not_published, refusals

logger = logging.getLogger(__name__)


class ScheduleResult(NamedTuple):
    """``fault`` is empty where ``done`` was done."""

    title: str
    done: str
    fault: str


def models_with_drafts() -> list[Any]:
    """``Page`` for all kinds of page, and every other model that has drafts."""
    found = [model for model in apps.get_models() if issubclass(model, DraftStateMixin)]
    return [Page, *(model for model in found if not issubclass(model, Page))]


def expired(model: Any) -> "QuerySet[Any]":
    found: QuerySet[Any] = model.objects.filter(live=True, expire_at__lte=timezone.now())
    return found.order_by("expire_at", "pk")


def ready() -> "QuerySet[Revision]":
    """Revisions whose time to be published has come."""
    found: QuerySet[Revision] = Revision.objects.filter(approved_go_live_at__lte=timezone.now())
    return found.order_by("approved_go_live_at", "pk")


def is_any_due() -> bool:
    """One query, for it is asked all day."""
    due = [ready(), *(expired(model) for model in models_with_drafts())]
    first, *others = (found.order_by().values("pk") for found in due)
    return first.union(*others).exists()


def apply_schedules() -> Iterator[ScheduleResult]:
    """Do all that is due. What fails is logged, and keeps nothing else from being done."""
    yield from each(ready(), "published", publish)
    for model in models_with_drafts():
        yield from each(expired(model), "unpublished", unpublish)


def each(due: "QuerySet[Any]", done: str, act: Callable[[Any], object]) -> Iterator[ScheduleResult]:
    for key in list(due.values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                # SQLite knows no row locks; there the transaction has locked all the database.
                found = due.select_for_update(skip_locked=True, of=("self",)).filter(pk=key).first()
                if found is None:  # somebody else has it, or was faster
                    continue
                act(found)
        except (ValidationError, IntegrityError) as error:
            yield ScheduleResult(str(found), done, refused(found, error))
        except Exception as error:
            logger.exception("The schedule of %s %s failed", due.model.__name__, key)
            yield ScheduleResult(f"{due.model.__name__} {key}", done, type(error).__name__)
        else:
            yield ScheduleResult(getattr(found, "object_str", None) or str(found), done, "")


def refused(found: Any, error: Exception) -> str:
    """What the form would say now. Only people can change that, so it is not tried again."""
    reason = refusals.reason(error)
    logger.warning("The schedule of %s %s was refused: %s", type(found).__name__, found.pk, reason)
    if isinstance(found, Revision):
        not_published.give_up(found, reason)
    return reason


def unpublish(found: Any) -> None:
    """Wagtail's, but what is scheduled for later stays scheduled."""
    scheduled = list(found.revisions.exclude(approved_go_live_at=None))
    found.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    Revision.objects.bulk_update(scheduled, ["approved_go_live_at"])


def publish(revision: Revision) -> None:
    """Raises ValidationError if it has expired before it could be published."""
    expires = revision.as_object().expire_at
    if expires and expires <= timezone.now():
        raise ValidationError("The time at which it was to expire has passed.")
    revision.publish(log_action="wagtail.publish.scheduled")
