"""The table in a file: a workbook, or text such as CSV."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from catalogue.importing import csv_file, workbook
from catalogue.importing.errors import ImportRefused
from catalogue.importing.table import ProjectTable, Row
from web.text import clean_text

MEGABYTES: Final = 20
OTHER_FORMATS: Final = {
    b"\xd0\xcf\x11\xe0": "is an old or a protected workbook: save it as .xlsx without a password",
    b"%PDF": "is a PDF: export the table as CSV and import that",
}


def read(path: Path, fit: Callable[[Row], int]) -> ProjectTable:
    """The table in a file; its header is the first row with anything in it.

    What ``fit``s a header best says which separator is right, and which sheet of a workbook.
    """
    content = content_of(path)
    for start, advice in OTHER_FORMATS.items():
        if content.startswith(start):
            raise ImportRefused(f"{path.name} {advice}.")
    reader = workbook if content.startswith(workbook.START) else csv_file
    rows = reader.rows(content, path.name, fit)
    header = next((number for number, row in enumerate(rows) if any(map(str.strip, row))), None)
    if header is None:
        raise ImportRefused(f"{path.name} is empty.")
    return ProjectTable(
        name=path.name,
        header=[" ".join(clean_text(name).split()) for name in rows[header]],
        body=rows[header + 1 :],
        numbers=range(header + 2, len(rows) + 1),
        again="Correct them and import the file again.",
    )


def content_of(path: Path) -> bytes:
    if path.is_dir():
        raise ImportRefused(f"{path} is a folder: give a CSV or XLSX file.")
    try:
        if path.stat().st_size > MEGABYTES * 1_000_000:
            raise ImportRefused(f"{path.name} is larger than {MEGABYTES} MB.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ImportRefused(f"There is no file at {path}.") from error
    except OSError as error:
        raise ImportRefused(f"{path} cannot be read: {error.strerror}.") from error
