"""Reads sheets again. After a failure the last copy stays, and the reason is stored.

Each sheet is claimed before it is read, so any number of processes may refresh at the same time.
What visitors see is written with ``save``, which makes a new version of the content; what only
editors see, with ``update``.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final, Literal, NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from sheets.models import Copy, Sheet
from sheets.source import SheetSource, source
from sheets.table import SheetTable, SourceError

logger = logging.getLogger(__name__)

CLAIM: Final = timedelta(seconds=60)
# A copy is old after two refreshes that did not come, and what the scheduler and the cache may add.
ALLOWANCE: Final = timedelta(minutes=15)
AGAIN: Final = timedelta(minutes=5)  # after a failure, or the sheet's own interval if it is shorter


class RefreshResult(NamedTuple):
    sheet: str
    state: Literal["changed", "unchanged", "failed", "busy", "gone"]
    words: str


def due(now: datetime) -> QuerySet[Sheet]:
    return Sheet.objects.filter(due_at__lte=now).order_by("due_at")


def state() -> dict[str, Any]:
    """How many sheets there are, how many copies are old or failing, and the age of the oldest."""
    now, found = timezone.now(), list(Sheet.objects.all())
    ages = [(now - one.fetched_at).total_seconds() for one in found if one.fetched_at]
    return {
        "count": len(found),
        "old": sum(one.is_marked(now) for one in found),
        "oldest_seconds": round(max(ages, default=0.0)),
    }


def is_any_due() -> bool:
    return due(timezone.now()).exists()


def refresh_all(sheets: Iterable[Sheet]) -> Iterator[RefreshResult]:
    asked = source()
    return (refresh(sheet, asked) for sheet in sheets)


def refresh(sheet: Sheet, asked: SheetSource | None = None) -> RefreshResult:
    """Never raises for what a source does."""
    asked = asked or source()
    if not claim(sheet, timezone.now()):
        return RefreshResult(sheet.title, "busy", "is being refreshed by somebody else")
    try:
        table = asked.fetch(sheet)
    except SourceError as error:
        return fail(sheet, str(error))
    except Exception:  # one sheet's trouble must not keep the others waiting
        logger.exception("Refreshing %s failed", sheet.title)
        return fail(sheet, "This server had an error, not Google. It has been logged.")
    return keep(sheet, table, ages=asked.refreshes)


def claim(sheet: Sheet, now: datetime) -> bool:
    """Whether it is ours to read; the claim of a process that died ends by itself."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    return bool(Sheet.objects.filter(free, pk=sheet.pk).update(claimed_until=now + CLAIM))


@transaction.atomic
def keep(sheet: Sheet, table: SheetTable, *, ages: bool) -> RefreshResult:
    now, current = timezone.now(), locked(sheet)
    if current is None:
        return RefreshResult(sheet.title, "gone", "was changed or deleted meanwhile")
    changed = table.digest != current.digest
    if changed:
        Copy.objects.update_or_create(sheet=current, defaults=table._asdict())
    write(
        current,
        seen=changed or current.is_marked(now),
        digest=table.digest,
        row_count=len(table.rows),
        fetched_at=now,
        stale_after=now + 2 * current.interval + ALLOWANCE if ages else None,
        failing_since=None,
        failure="",
        due_at=now + current.interval,
    )
    words = f"{len(table.rows):,} rows, {'changed' if changed else 'unchanged'}"
    return RefreshResult(sheet.title, "changed" if changed else "unchanged", words)


@transaction.atomic
def fail(sheet: Sheet, words: str) -> RefreshResult:
    now, current = timezone.now(), locked(sheet)
    if current is None:
        return RefreshResult(sheet.title, "gone", "was changed or deleted meanwhile")
    write(
        current,
        seen=current.failing_since is None,
        failing_since=current.failing_since or now,
        failure=words,
        due_at=now + min(current.interval, AGAIN),
    )
    return RefreshResult(sheet.title, "failed", words)


def locked(sheet: Sheet) -> Sheet | None:
    """The row as it is now; None when it is no longer about the same place."""
    current = Sheet.objects.select_for_update().filter(pk=sheet.pk).first()
    if current is None or current.place == sheet.place:
        return current
    Sheet.objects.filter(pk=sheet.pk).update(claimed_until=None, due_at=timezone.now())
    return None


def write(sheet: Sheet, *, seen: bool, **values: Any) -> None:
    values["claimed_until"] = None
    if not seen:
        Sheet.objects.filter(pk=sheet.pk).update(**values)
        return
    for name, value in values.items():
        setattr(sheet, name, value)
    sheet.save(update_fields=values.keys())
