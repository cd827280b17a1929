"""What proving finds, by names that a release can accept."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

MOST: Final = 40  # are told; more than that have one cause
MOST_PROBES: Final = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """``name`` has no space: ``status:page:NewsPage``. ``words`` say what was found at a probe."""

    name: str
    probe: str
    words: str


@dataclass(frozen=True, slots=True)
class Named:
    """All findings of one name: one difference, seen at these probes."""

    name: str
    probes: tuple[str, ...]
    words: str

    @property
    def line(self) -> str:
        more = len(self.probes) - MOST_PROBES
        where = ", ".join(self.probes[:MOST_PROBES]) + (f" and {more} more" if more > 0 else "")
        return f"{self.name}: {self.words} ({where})"

    def as_data(self) -> dict[str, Any]:
        return {"name": self.name, "words": self.line.partition(": ")[2]}


def by_name(findings: Iterable[Finding]) -> list[Named]:
    """In the order in which they were found first."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.name.replace(" ", "-"), []).append(finding)
    return [
        Named(name, tuple(dict.fromkeys(one.probe for one in ones)), ones[0].words)
        for name, ones in found.items()
    ]
