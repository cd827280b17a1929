"""What came of a week: printed as a table, and as JSON."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.rehearsal.runs import Run


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass
class Told:
    """The result of an event."""

    event: str
    seconds: float
    missed: str = ""
    runs: list[Run] = field(default_factory=list)


@dataclass
class Outcome:
    """``left`` names what is left of previews. ``decisions`` counts calls by role and answer."""

    told: Sequence[Told]
    minutes: float
    left: Sequence[str]
    decisions: Mapping[str, int]

    def as_json(self) -> object:
        rows = [
            {
                "event": one.event,
                "seconds": round(one.seconds, 1),
                "missed": one.missed,
                "runs": [
                    {
                        "workflow": run.workflow.file,
                        "conclusion": run.conclusion,
                        "refused": run.refused,
                        "jobs": run.jobs,
                        "steps": [
                            [it.job, it.name, it.result, round(it.seconds, 1)] for it in run.steps
                        ],
                    }
                    for run in one.runs
                ],
            }
            for one in self.told
        ]
        return {
            "events": rows,
            "minutes": round(self.minutes, 1),
            "left": list(self.left),
            "calls": dict(self.decisions),
        }

    def tell(self) -> int:
        """Print a table of the events. Returns the exit code."""
        say(f"\n{'event':<20}{'runs':>5}{'steps':>7}{'seconds':>9}  result")
        for one in self.told:
            steps = sum(len(run.steps) for run in one.runs)
            result = one.missed.splitlines()[0][:60] if one.missed else "as it should"
            say(f"{one.event:<20}{len(one.runs):>5}{steps:>7}{one.seconds:>9.0f}  {result}")
        denied = sorted(key for key in self.decisions if " denied " in key)
        say(
            f"\n{sum(self.decisions.values())} calls of AWS were judged, {len(denied)} kinds denied"
        )
        for key in denied:
            say(f"  {key}")
        what = f": {self.left}" if self.left else ""
        say(f"{self.minutes:.1f} minutes, {len(self.left)} left{what}")
        return int(bool(self.left or denied or any(one.missed for one in self.told)))
