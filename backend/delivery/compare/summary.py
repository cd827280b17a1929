"""A report in Markdown, for a terminal and for a pull request's comment. Pure.

Every text of the report is a span of code, of which GitHub makes nothing.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from delivery.compare.outline import Table, nothing, tables
from delivery.compare.report import Report
from delivery.tools.markdown import cell

MOST_ROWS: Final = 10  # of a table; the report has the others
MOST_CHARACTERS: Final = 30_000  # GitHub refuses a comment of more than 65,536


def render(report: Report, reasons: list[str]) -> str:
    """``reasons``: why the check is red."""
    red = ["", *(f"- **Red**: {cell(reason)}" for reason in reasons)] if reasons else []
    if not report.differs:
        return "\n".join([nothing(report), *red, ""])
    commits = f"`{report.change[:12]}` against `{report.base[:12]}`"
    lines = [f"### What this changes: {commits}", *red, "", *sections(report)]
    if report.left_out:
        lines += ["", f"{report.left_out} more differences did not fit into the report."]
    return "\n".join([*short(lines), ""])


def sections(report: Report) -> Iterator[str]:
    for section, found in groupby(tables(report), lambda table: table.section):
        yield f"**{section}**"
        yield ""
        for table in found:
            yield from rendered(table)


def rendered(table: Table) -> Iterator[str]:
    if table.title:
        yield f"{table.title}:"
        yield ""
    yield f"| {' | '.join(column or ' ' for column in table.columns)} |"
    yield f"|{'---|' * len(table.columns)}"
    for row in table.rows[:MOST_ROWS]:
        yield f"| {' | '.join(cell(value) if value else ' ' for value in row)} |"
    if more := table.rows[MOST_ROWS:]:
        yield ""
        yield f"and {len(more)} more."
    yield ""


def short(lines: list[str]) -> Iterator[str]:
    """Whole lines, up to the limit."""
    room = MOST_CHARACTERS
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            yield ""
            yield "The rest is in the report."
            return
        yield line
