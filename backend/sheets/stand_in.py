"""The source without a network: existing copies stay, and new sheets get invented rows."""

from sheets.models import Copy, Sheet
from sheets.table import SheetTable

MADE_UP = SheetTable(
    ["Name", "Note"],
    [[f"Row {number}", "Made up: nobody was asked"] for number in range(1, 13)],
    list(range(2, 14)),
)


class StandIn:
    notice = (
        "Google is not asked here. A sheet keeps the copy that came with the database, "
        "and a new one gets twelve made-up rows."
    )
    refreshes = False

    def fetch(self, sheet: Sheet) -> SheetTable:
        copy = Copy.objects.filter(sheet=sheet).first()
        return SheetTable(copy.columns, copy.rows, copy.numbers or []) if copy else MADE_UP
