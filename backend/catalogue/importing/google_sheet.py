"""The rows of a Google Sheet's last copy, from ``refresh_sheets``. No request is made."""

from django.utils import timezone
from django.utils.timesince import timesince

from catalogue.importing.errors import ImportRefused
from catalogue.importing.table import ProjectTable
from sheets.models import Copy, Sheet
from sheets.table import CELL_CHARACTERS

REFRESH = "manage.py refresh_sheets --all"


def read(title: str) -> ProjectTable:
    """The table in the copy of the sheet with that title, whatever its case."""
    sheet = find(title)
    copy = Copy.objects.filter(sheet=sheet).first()
    if copy is None:
        why = f" {sheet.failure}" if sheet.failure else ""
        raise ImportRefused(f"{sheet.title} has not been read yet: run {REFRESH}.{why}")
    return ProjectTable(
        name=sheet.title,
        header=copy.columns,
        body=copy.rows,
        numbers=copy.numbers or range(2, len(copy.rows) + 2),
        again=f"Correct them in the sheet, run {REFRESH}, and import it again.",
        age=age(sheet),
        longest=CELL_CHARACTERS,
    )


def find(title: str) -> Sheet:
    sheets = list(Sheet.objects.all())
    found = [sheet for sheet in sheets if sheet.title.casefold() == title.strip().casefold()]
    if len(found) > 1:
        raise ImportRefused(f"{len(found)} sheets are called {title}: rename one in the admin.")
    if not found:
        there = f"there are: {', '.join(map(str, sheets))}" if sheets else "none was added yet"
        raise ImportRefused(f"There is no sheet called {title}; {there}.")
    return found[0]


def age(sheet: Sheet) -> str:
    """How old the copy is, and what to do where it should not be."""
    if sheet.fetched_at is None:
        return ""
    ago = timesince(sheet.fetched_at, depth=1).replace("\xa0", " ")
    if not sheet.is_marked(timezone.now()):
        return f"{sheet.title} was read {ago} ago."
    why = f": {sheet.failure}" if sheet.failure else "."
    return f"{sheet.title} was last read {ago} ago{why} To read it now, run {REFRESH}."
