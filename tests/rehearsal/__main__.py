"""`python -m tests.rehearsal [EVENT]`: the week, or one event and the events that it needs.

The exit code is 0 if every event had the right result. build/rehearsal.json has all results.
"""

import json
import sys
import time
from collections.abc import Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from tests.rehearsal.events import GitHubEvents
from tests.rehearsal.outcome import Outcome, Told, say
from tests.rehearsal.repository import Repository
from tests.rehearsal.runs import ROOT
from tests.rehearsal.week import EVENTS, FIRST, PREVIEWS, PRODUCTION, Missed, Week
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
        began, told = time.monotonic(), happen_all(events, week)
        minutes = (time.monotonic() - began) / 60
        outcome = Outcome(told, minutes, week.left(), json.loads(team.decisions()))
    REPORT.write_text(json.dumps(outcome.as_json(), indent=1))
    return outcome.tell()


def happen_all(events: Sequence[str], week: Week) -> list[Told]:
    """The first release; then the events of previews, and at the same time those of production."""
    told = happen_in_turn([event for event in events if event in FIRST], week, [])
    halves = [[event for event in events if event in half] for half in (PREVIEWS, PRODUCTION)]
    pool = ThreadPoolExecutor(len(halves))
    try:
        found = list(pool.map(lambda half: happen_in_turn(half, week, told), halves))
    except KeyboardInterrupt:
        week.github.interrupted.set()
        raise
    finally:
        pool.shutdown()
    return [*told, *found[0], *found[1]]


def happen_in_turn(events: Sequence[str], week: Week, before: Sequence[Told]) -> list[Told]:
    told: list[Told] = []
    for event in events:
        if not week.github.interrupted.is_set():
            told.append(happen(event, week, {it.event for it in (*before, *told) if it.missed}))
    return told


def happen(event: str, week: Week, missed_before: Set[str]) -> Told:
    def say_here(text: str) -> None:
        say("\n".join(f"{event:<17}{line}" for line in text.splitlines()))

    say_here((EVENTS[event].__doc__ or event).splitlines()[0])
    if needed := missed_before & set(NEEDS.get(event, ("release",))):
        say_here(f"  not tried, because {min(needed)} missed")
        return Told(event, 0, f"not tried, because {min(needed)} missed")
    began, here, missed = time.monotonic(), week.beside(say_here), ""
    try:
        EVENTS[event](here)
    except Exception as error:
        missed = str(error) if isinstance(error, Missed) else f"{type(error).__name__}: {error}"
        say_here(f"  MISSED: {missed}")
    return Told(event, time.monotonic() - began, missed, here.github.runs)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Interrupted. Everything that was started is ended.")
