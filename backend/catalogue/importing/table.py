"""A table of projects, as text."""

from collections.abc import Sequence
from typing import NamedTuple

Row = Sequence[str]


class ProjectTable(NamedTuple):
    """``numbers`` are those of the body's rows, as a spreadsheet counts.

    Cells longer than ``longest`` are not whole. ``again`` is what to do once rows are corrected.
    """

    name: str
    header: Row
    body: Sequence[Row]
    numbers: Sequence[int]
    again: str
    age: str = ""
    longest: int | None = None
