"""A file's rows: UTF-8 with or without a mark, UTF-16 or Windows' Latin; "," or ";" or tabs."""

import codecs
import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Final

from catalogue.importing.errors import ImportRefused
from catalogue.importing.table import ProjectTable, Row

SEPARATORS: Final = (",", ";", "\t")
MEGABYTES: Final = 20
SAVE_AS_CSV: Final = "is an Excel workbook: save it as CSV (UTF-8) and import that."
OTHER_FORMATS: Final = {
    b"PK\x03\x04": SAVE_AS_CSV,
    b"\xd0\xcf\x11\xe0": SAVE_AS_CSV,
    b"%PDF": "is a PDF: export the table as CSV and import that.",
}


def read(path: Path, fit: Callable[[Row], int]) -> ProjectTable:
    """The table in a file; its header is the first row with anything in it.

    Of the separators the one is right with which the header ``fit``s best: has most known columns.
    """
    text = decode(content_of(path), path.name)
    start = next((line for line in text.splitlines() if line.strip()), "")
    if not start:
        raise ImportRefused(f"{path.name} is empty.")
    separator = max(SEPARATORS, key=lambda mark: fit(next(csv.reader([start], delimiter=mark))))
    rows = parse(text, separator, path.name)
    header = next(number for number, row in enumerate(rows) if any(map(str.strip, row)))
    return ProjectTable(
        name=path.name,
        header=rows[header],
        body=rows[header + 1 :],
        numbers=range(header + 2, len(rows) + 1),
        again="Correct them and import the file again.",
    )


def parse(text: str, separator: str, name: str) -> list[Row]:
    rows: list[Row] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        place = f"row {len(rows) + 1}"
        raise ImportRefused(f"{name} cannot be read as CSV from {place} on: {error}.") from error
    return rows


def content_of(path: Path) -> bytes:
    if path.is_dir():
        raise ImportRefused(f"{path} is a directory: name a CSV file.")
    try:
        if path.stat().st_size > MEGABYTES * 1_000_000:
            raise ImportRefused(f"{path.name} is larger than {MEGABYTES} MB.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ImportRefused(f"There is no file at {path}.") from error
    except OSError as error:
        raise ImportRefused(f"{path} cannot be read: {error.strerror}.") from error


def decode(content: bytes, name: str) -> str:
    """Text in whatever encoding a spreadsheet saved it. A mark may stand before any of them."""
    for start, advice in OTHER_FORMATS.items():
        if content.startswith(start):
            raise ImportRefused(f"{name} {advice}")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    content = content.removeprefix(codecs.BOM_UTF8)
    if b"\0" in content:
        raise ImportRefused(f"{name} is not a text file.")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
