"""Write the tables of docs/environment.md from the tables of variables that the programs read.

``python -m tests.contracts.environment_document`` rewrites what stands between the markers
``<!-- table NAME -->`` and ``<!-- end -->``. ``make check`` compares the file with that.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from core import variables
from core.variables import Variable
from delivery.tools import config
from delivery.tools.config import DeliveryVariable

DOCUMENT: Final = Path(__file__).parents[2] / "docs/environment.md"
MARKED: Final = re.compile(r"(<!-- table (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def code(text: str) -> str:
    return f"`{text}`" if text else "—"


def backend_notes(row: Variable) -> str:
    notes = ["Required when deployed"] if row.required_in else []
    notes += ["Secret"] if row.secret else []
    notes += [f"On your machine: {code(row.local)}"] if row.local and not row.secret else []
    notes += [f"Example: {code(row.example)}"] if row.example else []
    return ". ".join(notes)


def delivery_notes(row: DeliveryVariable) -> str:
    return f"Example: {code(row.example)}" if row.example else ""


def table(rows: Iterable[tuple[str, str, str, str]]) -> str:
    head = ["| Variable | Meaning | Default | Notes |", "|---|---|---|---|"]
    lines = [
        f"| `{name}` | {what} | {code(default)} | {notes} |" for name, what, default, notes in rows
    ]
    return "\n".join([*head, *lines]) + "\n"


def of_backend(reader: str) -> str:
    found = [row for row in variables.VARIABLES if row.reader == reader]
    return table((row.name, row.meaning, row.default, backend_notes(row)) for row in found)


def of_delivery(rows: Iterable[DeliveryVariable]) -> str:
    return table((row.name, row.meaning, row.default, delivery_notes(row)) for row in rows)


def tables() -> Mapping[str, str]:
    """Each table by the name in its marker."""
    return {
        "backend": of_backend("backend"),
        "site": of_backend("site"),
        "delivery": of_delivery(config.VARIABLES),
        "decisions": of_delivery(config.DECISIONS),
        "choices": of_delivery((*config.CHOICES, config.EXISTING)),
    }


def rendered(text: str) -> str:
    """The document with every table as it should be. Raises ValueError if a table has no marker."""
    wanted = dict(tables())
    new = MARKED.sub(lambda found: f"{found[1]}{wanted.pop(found[2])}{found[3]}", text)
    if wanted:
        raise ValueError(f"docs/environment.md has no marker for the tables {', '.join(wanted)}.")
    return new


if __name__ == "__main__":
    DOCUMENT.write_text(rendered(DOCUMENT.read_text()))
