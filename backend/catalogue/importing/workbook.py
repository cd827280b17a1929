"""The rows of an Excel workbook (.xlsx): of the visible sheet whose header fits best."""

import warnings
from collections.abc import Callable
from datetime import datetime, time
from io import BytesIO
from itertools import islice
from typing import Any, Final
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from catalogue.importing.errors import ImportRefused
from catalogue.importing.table import Row
from web.text import clean_text

START: Final = b"PK\x03\x04"
MOST_BYTES: Final = 200_000_000  # unpacked
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 200


def rows(content: bytes, name: str, fit: Callable[[Row], int]) -> list[Row]:
    """All rows, empty ones too; formulas as the values that Excel stored. Raises ImportRefused."""
    try:
        unpacked = sum(part.file_size for part in ZipFile(BytesIO(content)).infolist())
        sheets = sheets_of(content) if unpacked <= MOST_BYTES else []
    except Exception as error:  # zip's, XML's and openpyxl's own, of many kinds
        raise ImportRefused(
            f"{name} cannot be read as an Excel workbook: save it again as .xlsx or CSV (UTF-8)."
        ) from error
    if unpacked > MOST_BYTES or any(len(sheet) > MOST_ROWS for sheet in sheets):
        raise ImportRefused(f"{name} is too large: a sheet may have {MOST_ROWS:,} rows.")
    return max(sheets, key=lambda sheet: fit(first(sheet)), default=[])


def sheets_of(content: bytes) -> list[list[Row]]:
    with warnings.catch_warnings():  # of what openpyxl would lose if it saved the workbook
        warnings.simplefilter("ignore")
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not visible:
            raise ValueError("no sheet")
        return [rows_of(sheet) for sheet in visible]


def rows_of(sheet: Any) -> list[Row]:
    sheet.reset_dimensions()  # some programs state them wrongly
    values = islice(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), MOST_ROWS + 1)
    found: list[Row] = [[text_of(value) for value in row] for row in values]
    while found and not any(found[-1]):
        found.pop()
    return found


def first(sheet: list[Row]) -> Row:
    return next((row for row in sheet if any(cell.strip() for cell in row)), [])


def text_of(value: Any) -> str:
    """As a spreadsheet would show it, near enough: "104" for 104.0."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return clean_text(unescape(value), "\n") if isinstance(value, str) else str(value)
