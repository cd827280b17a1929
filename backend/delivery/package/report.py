"""What is in a package, by size: for people a table or plain text, for programs JSON."""

import hashlib
import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from delivery.package import bytecode
from delivery.tools.archive import ZipEntry, entries

KINDS: Final = {
    ".pyc": "bytecode",
    bytecode.SUFFIX: "bytecode",
    ".py": "Python",
    ".so": "native libraries",
    ".mo": "translations",
    ".html": "templates",
}
TOP_ROWS: Final = 14


@dataclass(frozen=True, slots=True)
class SizeRow:
    """A group of files; sizes in bytes, ``packed`` as they lie in the zip."""

    name: str
    files: int
    size: int
    packed: int


@dataclass(frozen=True, slots=True)
class Report:
    """The zip and what it holds, largest first. Rows and ``directory`` add up to ``packed``.

    ``directory`` is what the zip itself needs to list its files.
    """

    path: str
    sha256: str
    files: int
    size: int
    packed: int
    directory: int
    packages: list[SizeRow]
    kinds: list[SizeRow]


def report_on(archive: Path) -> Report:
    held = entries(archive)
    raw = archive.read_bytes()
    return Report(
        path=str(archive),
        sha256=hashlib.sha256(raw).hexdigest(),
        files=len(held),
        size=sum(entry.size for entry in held),
        packed=len(raw),
        directory=len(raw) - sum(entry.packed for entry in held),
        packages=group({entry: package_of(entry.name) for entry in held}),
        kinds=group({entry: kind_of(entry.name) for entry in held}),
    )


def group(named: dict[ZipEntry, str]) -> list[SizeRow]:
    groups: dict[str, list[ZipEntry]] = defaultdict(list)
    for entry, name in named.items():
        groups[name].append(entry)
    rows = [
        SizeRow(name, len(held), sum(e.size for e in held), sum(e.packed for e in held))
        for name, held in groups.items()
    ]
    return sorted(rows, key=lambda row: (-row.packed, row.name))


def package_of(name: str) -> str:
    """The package a file belongs to: ``psycopg2_binary.libs/libpq.so`` to ``psycopg2_binary``."""
    top = name.partition("/")[0]
    for ending in (".dist-info", ".data"):
        if top.endswith(ending):
            return "package metadata"
    return top.partition(".")[0]


def kind_of(name: str) -> str:
    if name.startswith("static/"):
        return "static files"
    if ".so" in Path(name).suffixes:
        return KINDS[".so"]
    return KINDS.get(Path(name).suffix, "other")


def as_json(report: Report) -> str:
    return json.dumps(asdict(report), indent=2)


def show(report: Report, console: Console) -> None:
    """A table on a terminal; elsewhere lines of plain text, which a log keeps readable."""
    draw = table if console.is_terminal else plain
    for title, rows in (("Package", report.packages), ("Kind", report.kinds)):
        draw(console, title, shortened(rows, report.directory))
    console.print(
        f"{megabytes(report.packed)} MB zipped, {megabytes(report.size)} MB unzipped, "
        f"{report.files:,} files",
        highlight=False,
    )
    console.print(f"{report.path} (SHA-256 {report.sha256})", highlight=False, soft_wrap=True)


def shortened(rows: list[SizeRow], directory: int) -> list[SizeRow]:
    """The largest rows, the rest as one, and the zip's own directory."""
    rest = rows[TOP_ROWS:]
    others = [
        SizeRow(
            f"{len(rest)} others",
            sum(row.files for row in rest),
            sum(row.size for row in rest),
            sum(row.packed for row in rest),
        )
    ]
    return (
        rows[:TOP_ROWS] + (others if rest else []) + [SizeRow("(list of files)", 0, 0, directory)]
    )


def table(console: Console, title: str, rows: list[SizeRow]) -> None:
    drawn = Table(title, box=None, header_style="bold", pad_edge=False)
    for heading in ("Files", "MB", "MB zipped"):
        drawn.add_column(heading, justify="right")
    for row in rows:
        drawn.add_row(row.name, f"{row.files:,}", megabytes(row.size), megabytes(row.packed))
    console.print(drawn, "")


def plain(console: Console, title: str, rows: list[SizeRow]) -> None:
    lines = [f"{title:<24}{'Files':>8}{'MB':>9}{'MB zipped':>12}"]
    lines += [
        f"{row.name:<24}{row.files:>8,}{megabytes(row.size):>9}{megabytes(row.packed):>12}"
        for row in rows
    ]
    console.print("\n".join(lines) + "\n", highlight=False, soft_wrap=True)


def megabytes(size: int) -> str:
    return f"{size / 1e6:.2f}"
