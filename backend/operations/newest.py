"""The row that was written last, by the time fields of all rows. It tells how old a copy is."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.db.models import DateTimeField, Max, Model

# Names of fields that hold when something was done. Others hold when something is due.
DONE: Final = frozenset(
    {"action_time", "checked_at", "created_at", "date_joined", "failing_since", "fetched_at"}
    | {"finished_at", "first_published_at", "last_login", "last_published_at", "last_seen_at"}
    | {"last_updated_at", "last_used_at", "latest_revision_created_at", "locked_at", "mailed_at"}
    | {"logout_time", "resolved_at", "revoked_at", "timestamp", "used_at"}
)


def row() -> dict[str, Any] | None:
    """The row's model and its time. None if no row has a time."""
    found = max(moments(), default=None)
    return {"at": found[0].isoformat(), "model": found[1]} if found else None


def moments() -> Iterator[tuple[datetime, str]]:
    """The latest of each model, one query for each."""
    for model in apps.get_models():
        if names := written(model):
            latest = model._base_manager.aggregate(*map(Max, names))
            yield from ((at, model._meta.label) for at in latest.values() if at)


def written(model: type[Model]) -> list[str]:
    """The model's own fields that say when a row was written."""
    fields = [one for one in model._meta.local_concrete_fields if isinstance(one, DateTimeField)]
    return [one.name for one in fields if one.auto_now or one.auto_now_add or one.name in DONE]
