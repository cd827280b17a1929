"""The result of a drill: how long restoring takes, and how much would be lost. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from delivery.operate.health import lasting, moment
from delivery.release.proof import Finding
from delivery.tools.errors import DeliveryError
from delivery.tools.markdown import code


@dataclass(frozen=True, slots=True)
class NewestRow:
    """``model`` is Django's name for the table."""

    model: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """``began_at`` is when the drill began. All seconds count from then.

    ``restored_seconds``: until the copy accepted connections. ``ready_seconds``: until it was
    migrated and proved. A newest row is None if no row has a time.
    """

    began_at: datetime
    database: str
    copy: str
    production: NewestRow | None
    restored: NewestRow | None
    restored_seconds: float
    ready_seconds: float
    findings: Sequence[Finding] = ()

    @property
    def lost_seconds(self) -> float:
        """Seconds between the newest row of the copy and the newest row of production."""
        if self.production is None or self.restored is None:
            return 0.0
        return max((self.production.at - self.restored.at).total_seconds(), 0.0)

    @property
    def newest_lost_seconds(self) -> float | None:
        """Age of the newest row that the copy does not have. None if it has all."""
        if self.production is None or not self.lost_seconds:
            return None
        return max((self.began_at - self.production.at).total_seconds(), 0.0)

    def as_data(self) -> dict[str, Any]:
        own = {"lost_seconds": self.lost_seconds, "newest_lost_seconds": self.newest_lost_seconds}
        found: dict[str, Any] = json.loads(json.dumps({**asdict(self), **own}, default=str))
        return found

    def lines(self) -> list[str]:
        return [
            f"Restored after {minutes(self.restored_seconds)}, "
            f"migrated and proved after {minutes(self.ready_seconds)}.",
            *self.of_rows(),
        ]

    def of_rows(self) -> list[str]:
        if self.production is None or self.restored is None:
            return ["No row has a time, so it is not known what would be lost."]
        newest = f"Newest row of the copy: {row(self.restored)}; of production: "
        lost = "Nothing would be lost."
        if self.newest_lost_seconds is not None:
            lost = (
                f"The rows of the last {lasting(self.lost_seconds)} would be lost. The "
                f"newest of them was {lasting(self.newest_lost_seconds)} old."
            )
        return [f"{newest}{row(self.production)}.", lost]


def minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f} min"


def row(one: NewestRow) -> str:
    return f"{one.model}, {moment(one.at)} UTC"


def newest(state: Mapping[str, Any]) -> NewestRow | None:
    """The newest row in the output of `manage.py state`."""
    found = state.get("newest_row")
    return NewestRow(found["model"], datetime.fromisoformat(found["at"])) if found else None


def unproved(report: Report) -> DeliveryError:
    told = "\n".join(f"    {name}: {words}" for name, words in report.findings)
    return DeliveryError(
        f"The proof of the copy of {report.database} failed:\n{told}",
        "If editors published in the meantime, run the drill again. A finding that stays is a "
        "fault of the backup.",
    )


def summary(report: Report) -> str:
    """The text for the summary page of a workflow's run."""
    found = "".join(f"\n- {code(name)}" for name, _ in report.findings)
    state = "failed" if report.findings else "passed"
    text = "\n".join(f"- {line}" for line in report.lines())
    return f"### Drill of restoring {code(report.database)}: {state}\n\n{text}\n{found}\n"
