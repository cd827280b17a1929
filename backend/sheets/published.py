"""The response for a sheet: the last copy that loaded, however old it is."""

from uuid import UUID

from sheets import schemas
from sheets.models import Copy, Sheet
from web.text import clean


def find(key: UUID) -> schemas.SheetRows | None:
    """One query; None when there is no such sheet."""
    sheet = Sheet.objects.select_related("copy").filter(key=key).first()
    if sheet is None:
        return None
    copy = getattr(sheet, "copy", None) or Copy()
    return schemas.SheetRows(
        key=sheet.key,
        title=sheet.title,
        columns=clean(copy.columns),
        rows=clean(copy.rows, "\n"),
        fetched_at=sheet.fetched_at,
        stale_after=sheet.stale_after,
        failing=sheet.failing_since is not None,
    )
