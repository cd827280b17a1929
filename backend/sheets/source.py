"""Who answers for a sheet: Google, or where there is no network a stand-in that says so."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from sheets.models import Sheet
from sheets.table import Table


class Source(Protocol):
    """``notice`` is what the admin must say about it; ``refreshes`` whether copies can grow old."""

    notice: str
    refreshes: bool

    def fetch(self, sheet: Sheet) -> Table:
        """Raises SourceError."""


def source() -> Source:
    """What SHEETS_SOURCE names, imported when it is needed."""
    found: Source = import_string(settings.SHEETS_SOURCE)()
    return found
