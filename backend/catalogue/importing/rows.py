"""Turns each row into a project that is not stored yet, or into a fault."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from textwrap import shorten
from typing import Final

from django.core.exceptions import ValidationError
from ftfy import TextFixerConfig, fix_encoding

from catalogue.importing.table import Row
from catalogue.models import Project
from catalogue.semesters import parse
from content.exports import FORMULA
from web.text import clean_text

LABELS = {"class_name": "class", "organisation": "organization"}
BULLET = re.compile(r"^[-•*] ")
DERIVED = {"slug", "words", "name_words"}
DECODED_TWICE: Final = TextFixerConfig(fix_c1_controls=False)  # those are left out, see `web.text`


@dataclass(frozen=True)
class Read:
    """``number`` is the row's in its spreadsheet."""

    number: int
    project: Project
    faults: list[str] = field(default_factory=list)


def read(
    rows: Iterable[tuple[int, Row]], located: Mapping[str, int], longest: int | None = None
) -> Iterator[Read]:
    """The rows after the header, by number; empty ones are passed over."""
    seen: dict[str, int] = {}
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        cells = {name: cell(row, column) for name, column in located.items()}
        found = one(number, cells)
        found.faults.extend(misread({name: raw(row, column) for name, column in located.items()}))
        found.faults.extend(cut(cells, longest))
        if not found.faults and (first := seen.setdefault(found.project.key(), number)) != number:
            found.faults.append(f"the same semester and team as row {first}")
        yield found


def raw(row: Row, column: int) -> str:
    return row[column] if column < len(row) else ""


def cell(row: Row, column: int) -> str:
    """Without the apostrophe that an export puts before what Excel would take for a formula."""
    text = clean_text(raw(row, column), "\n").strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def misread(cells: Mapping[str, str]) -> list[str]:
    """Texts that a program read in one encoding and wrote in another: UTF-8 as Windows' Latin."""
    faults = {LABELS.get(name, name): misreading(text) for name, text in cells.items()}
    return [f"{name}: {fault}" for name, fault in faults.items() if fault]


def misreading(text: str) -> str:
    if text.isascii():
        return ""
    meant = fix_encoding(text, DECODED_TWICE)
    if meant != text:
        stored, meant = (shorten(clean_text(it), 40, placeholder=" …") for it in (text, meant))
        return f"this text was decoded twice: “{stored}” should be “{meant}”"
    return "it contains “�”, which stands for lost characters" if "\ufffd" in text else ""


def cut(cells: Mapping[str, str], longest: int | None) -> list[str]:
    return [
        (f"{LABELS.get(name, name)}: more than {longest:,} characters, so import it from a file")
        for name, text in cells.items()
        if longest and len(text) > longest
    ]


def one(number: int, cells: Mapping[str, str]) -> Read:
    semester = parse(cells["semester"])
    faults = [] if semester else ["semester: needs a term and a year, such as Fall 2026"]
    fields = {name: tidy(name, text) for name, text in cells.items() if name != "semester"}
    project = Project(**fields)
    if semester:
        project.year, project.term = semester
    faults += invalid(project, {"year", "term"} if not semester else set())
    if not faults and (fault := project.key_fault()):
        faults.append(f"team: {fault}".rstrip("."))
    return Read(number, project, faults)


def tidy(name: str, text: str) -> str:
    if name == "abstract":
        return "\n".join(line.rstrip() for line in text.splitlines()).strip()
    if name == "students":
        return "\n".join(names(text))
    return " ".join(text.split())


def names(text: str) -> list[str]:
    """People in a cell: one a line, or between semicolons, or else between commas."""
    separator = next((mark for mark in ("\n", ";") if mark in text), ",")
    parts = (" ".join(part.split()) for part in text.split(separator))
    return [name for part in parts if (name := BULLET.sub("", part))]


def invalid(project: Project, unknown: set[str]) -> list[str]:
    """What the model's own rules say against it: the same as in the admin."""
    try:
        project.clean_fields(exclude=DERIVED | unknown)
    except ValidationError as error:
        return [
            f"{LABELS.get(name, name)}: {' '.join(messages)}".rstrip(".")
            for name, messages in error.message_dict.items()
        ]
    return []
