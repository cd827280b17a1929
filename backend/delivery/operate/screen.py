"""Parts of a stage as lines of 80 columns. Pure."""

import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from delivery.operate.health import Health, Part, worst

COLUMNS: Final = 80
SIGNS: Final = {Health.WELL: "ok", Health.ATTENTION: "look", Health.DOWN: "DOWN"}
WORDS: Final = {
    Health.WELL: "is well",
    Health.ATTENTION: "needs attention",
    Health.DOWN: "is down",
}
MARGIN: Final = 20  # the columns before a row's words


def render(stage: str, parts: Sequence[Part], now: datetime) -> str:
    head = f"{stage} {WORDS[worst(parts)]}"
    at = f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    return "\n".join([f"{head}{at:>{COLUMNS - len(head)}}", "", *map(row, parts)])


def row(part: Part) -> str:
    """The sign, the name, and the words beside each other; a word that is too long is broken."""
    begun = f"{SIGNS[part.health]:<6}{part.name:<{MARGIN - 6}}"
    lines = [
        line
        for one in part.words.splitlines()
        for line in textwrap.wrap(one, COLUMNS - MARGIN, break_on_hyphens=False) or [""]
    ]
    return "\n".join(
        f"{begun if not at else ' ' * MARGIN}{line}".rstrip() for at, line in enumerate(lines)
    )


def document(stage: str, parts: Sequence[Part], now: datetime) -> dict[str, Any]:
    """The same for programs."""
    return {
        "stage": stage,
        "at": now.isoformat(timespec="seconds"),
        "health": worst(parts).name.lower(),
        "parts": {
            part.name: {"health": part.health.name.lower(), "words": part.words, **part.facts}
            for part in parts
        },
    }
