"""Deletes submissions that are older than their form keeps them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from forms.models import FormPage, Submission

DELETED = "forms.delete_submissions"


def is_any_due() -> bool:
    return any(old(page).exists() for page in with_a_period())


def with_a_period() -> "QuerySet[FormPage]":
    found: QuerySet[FormPage] = FormPage.objects.exclude(keep_days=None)
    return found


def old(page: FormPage) -> "QuerySet[Submission]":
    found: QuerySet[Submission] = Submission.objects.filter(
        page=page, submit_time__lt=timezone.now() - timedelta(days=page.keep_days or 0)
    )
    return found


def delete_old() -> Iterator[tuple[FormPage, int]]:
    """Each form that had submissions older than it keeps them, and how many."""
    for page in with_a_period():
        with transaction.atomic():
            count, _ = old(page).delete()
            if count:
                record_deletion(page, count, None)
        if count:
            yield page, count


def record_deletion(page: FormPage, count: int, user: Any) -> None:
    """An entry in the page's history: how many, and who; None is the retention period."""
    log(page, DELETED, user=user, data={"count": count})
