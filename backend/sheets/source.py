"""Where sheets are read from: Google, or a stand-in if there is no network."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from sheets.models import Sheet
from sheets.table import SheetTable


class SheetSource(Protocol):
    """``notice`` is what the admin must say about it; ``refreshes`` whether copies can grow old."""

    notice: str
    refreshes: bool

    def fetch(self, sheet: Sheet) -> SheetTable:
        """Raises SourceError."""


def source() -> SheetSource:
    """What SHEETS_SOURCE names, imported when it is needed."""
    found: SheetSource = import_string(settings.SHEETS_SOURCE)()
    return found
