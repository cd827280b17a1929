"""`python -m tests.rehearsal [EVENT]`: the week, or one event and the events that it needs.

The exit code is 0 if every event had the right result. build/rehearsal.json has all results.
"""

import json
import sys
import time
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from tests.rehearsal.events import GitHubEvents
from tests.rehearsal.repository import Repository
from tests.rehearsal.runs import ROOT, Run
from tests.rehearsal.week import EVENTS, Missed, Week
from tests.rehearsal.world import world
from tests.services.server import ten_ports

REPORT: Final = ROOT / "build" / "rehearsal.json"
# What an event needs before it. Every other one needs the first release alone.
NEEDS: Final[Mapping[str, Sequence[str]]] = {
    "release": (),
    "preview-pushed": ("release", "preview-opened"),
    "preview-migrated": ("release", "preview-opened"),
    "public": ("release", "preview-opened"),
    "preview-closed": ("release", "preview-opened"),
    "nightly": ("release", "fork"),
    "bad-smoke": ("release", "bad-migration"),
    "rollback": ("release", "bad-migration", "bad-smoke"),
}


@dataclass
class Told:
    """The result of an event."""

    event: str
    seconds: float
    missed: str = ""
    runs: list[Run] = field(default_factory=list)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(words: Sequence[str]) -> int:
    if unknown := [word for word in words if word not in EVENTS]:
        say(f"There is no event {unknown[0]}. There are: {', '.join(EVENTS)}.")
        return 2
    wanted = [event for word in words for event in (*NEEDS.get(word, ("release",)), word)]
    events = [event for event in EVENTS if not words or event in wanted]
    with ten_ports() as port, world(port, ROOT / "build" / "rehearsal") as team:
        (team.folder / "work").mkdir()
        repository = Repository(team.remote, team.folder / "work", team.folder / "seats")
        github = GitHubEvents(team, repository, say)
        week = Week(team, repository, github)
        told: list[Told] = []
        for event in events:
            told.append(happen(event, week, {one.event for one in told if one.missed}))
        left = week.left()
        decisions = json.loads(team.decisions())
    REPORT.write_text(json.dumps(report(told, left, decisions), indent=1))
    return summary(told, left, decisions)


def happen(event: str, week: Week, missed_before: Set[str]) -> Told:
    say(f"\n{event}: {(EVENTS[event].__doc__ or event).splitlines()[0]}")
    if needed := missed_before & set(NEEDS.get(event, ("release",))):
        say(f"  not tried, because {min(needed)} missed")
        return Told(event, 0, f"not tried, because {min(needed)} missed")
    began, before, missed = time.monotonic(), len(week.github.runs), ""
    try:
        EVENTS[event](week)
    except Exception as error:
        missed = str(error) if isinstance(error, Missed) else f"{type(error).__name__}: {error}"
        say(f"  MISSED: {missed}")
    return Told(event, time.monotonic() - began, missed, week.github.runs[before:])


def report(told: Sequence[Told], left: Sequence[str], decisions: Mapping[str, int]) -> object:
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
        for one in told
    ]
    return {"events": rows, "left": list(left), "calls": dict(decisions)}


def summary(told: Sequence[Told], left: Sequence[str], decisions: Mapping[str, int]) -> int:
    say(f"\n{'event':<20}{'runs':>5}{'steps':>7}{'seconds':>9}  result")
    for one in told:
        steps = sum(len(run.steps) for run in one.runs)
        result = one.missed.splitlines()[0][:60] if one.missed else "as it should"
        say(f"{one.event:<20}{len(one.runs):>5}{steps:>7}{one.seconds:>9.0f}  {result}")
    denied = sorted(key for key in decisions if " denied " in key)
    total = sum(one.seconds for one in told)
    say(f"\n{sum(decisions.values())} calls of AWS were judged, {len(denied)} kinds denied")
    for key in denied:
        say(f"  {key}")
    say(f"{total / 60:.1f} minutes, {len(left)} left{f': {left}' if left else ''}")
    return int(bool(left or denied or any(one.missed for one in told)))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Interrupted. Everything that was started is ended.")
