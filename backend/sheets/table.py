"""A table and its limits."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Final, NamedTuple

from web.text import clean_text

MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 40
CELL_CHARACTERS: Final = 2_000


class SourceError(Exception):
    """There is no usable table now; the message says why, and what an editor can do about it."""


class SheetTable(NamedTuple):
    """Only texts. Each row has as many cells as there are columns, whose names differ.

    ``numbers`` are the rows' own in the spreadsheet.
    """

    columns: list[str]
    rows: list[list[str]]
    numbers: list[int]

    @property
    def digest(self) -> str:
        return hashlib.blake2b(json.dumps(self).encode(), digest_size=32).hexdigest()


def table(cells: Mapping[int, list[str]]) -> SheetTable:
    """A table of ragged rows by number, the first of which names the columns. Raises SourceError.

    Rows without a word are left out, and so are columns at the end without one.
    """
    trimmed = {number: row for number, ragged in cells.items() if (row := trim(ragged))}
    if not trimmed:
        raise SourceError("The range is empty. Its first row must name the columns.")
    width = max(map(len, trimmed.values()))
    refuse_excess(len(trimmed) - 1, width)
    header, *rows = [row + [""] * (width - len(row)) for row in trimmed.values()]
    return SheetTable(names(header), rows, [*trimmed][1:])


def refuse_excess(rows: int, columns: int) -> None:
    if rows > MOST_ROWS:
        raise SourceError(
            f"The range has {rows:,} rows, but a table may have at most {MOST_ROWS:,}. "
            "Choose a smaller range."
        )
    if columns > MOST_COLUMNS:
        raise SourceError(
            f"The range has {columns} columns, but a table may have at most "
            f"{MOST_COLUMNS}. Choose a smaller range."
        )


def trim(row: list[str]) -> list[str]:
    cleaned = [clean(cell) for cell in row]
    while cleaned and not cleaned[-1]:
        cleaned.pop()
    return cleaned


def clean(cell: str) -> str:
    """Without the characters that no database or document takes.

    What is longer than CELL_CHARACTERS is cut, and is longer still.
    """
    text = clean_text(cell, "\n").strip()
    return text[:CELL_CHARACTERS] + "…" if len(text) > CELL_CHARACTERS else text


def names(header: list[str]) -> list[str]:
    """A different name for every column: "Name", "Name (2)", "Column 3"."""
    seen: Counter[str] = Counter()
    made: list[str] = []
    for position, cell in enumerate(header, start=1):
        name = " ".join(cell.split()) or f"Column {position}"
        seen[name] += 1
        while seen[name] > 1 and (other := f"{name} ({seen[name]})") in {*header, *made}:
            seen[name] += 1
        made.append(name if seen[name] == 1 else other)
    return made
