"""The rows of text: UTF-8 with or without a mark, UTF-16 or Windows' Latin; "," or ";" or tabs."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Final

from catalogue.importing.errors import ImportRefused
from catalogue.importing.table import Row

SEPARATORS: Final = (",", ";", "\t")
# What Excel reads, and some programs write, before the header.
STATED_SEPARATOR: Final = re.compile(r'"?sep=(.)"?[ \t]*(?=[\r\n])', re.IGNORECASE)
REASONS: Final = {
    "field larger": "a cell has more than 131,072 characters",
    "unexpected end": "a quotation mark is never closed",
}


def rows(content: bytes, name: str, fit: Callable[[Row], int]) -> list[Row]:
    """All rows, empty ones too. Raises ImportRefused."""
    text = decode(content, name)
    separators: tuple[str, ...] = SEPARATORS
    if stated := STATED_SEPARATOR.match(text):
        separators, text = (stated[1],), text[stated.end() :]
    return parse(text, max(separators, key=lambda mark: fit(header(text, mark))), name)


def header(text: str, separator: str) -> Row:
    """The first row with anything in it, which may stand on several lines; empty for none."""
    try:
        return next((row for row in reader(text, separator) if any(map(str.strip, row))), [])
    except csv.Error:
        return []


def parse(text: str, separator: str, name: str) -> list[Row]:
    found: list[Row] = []
    try:
        found.extend(reader(text, separator, strict=True))
    except csv.Error as error:
        message = str(error)
        why = next(
            (reason for start, reason in REASONS.items() if message.startswith(start)), message
        )
        raise ImportRefused(
            f"{name} cannot be read as CSV from row {len(found) + 1} on: {why}."
        ) from error
    return found


def reader(text: str, separator: str, strict: bool = False) -> Iterator[Row]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)


def decode(content: bytes, name: str) -> str:
    """Text in whatever encoding a spreadsheet saved it. A mark may stand before any of them."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", errors="replace")
        if "\0" in text:
            raise ImportRefused(f"{name} is damaged: it contains NUL characters. Save it again.")
        return text
    content = content.removeprefix(codecs.BOM_UTF8)
    if b"\0" in content:
        raise ImportRefused(f"{name} is not a text file.")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
