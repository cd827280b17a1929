"""`python -m tests.suite [NAME...]`: run all parts of the tests, or those named.

SEED and WORKERS are read from the environment; `make test SEED=1 WORKERS=0` sets them.
"""

import os
import secrets
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from tests.suite.budget import WORKERS
from tests.suite.parts import Part, select
from tests.suite.running import REPORTS, Outcome, Runner
from tests.suite.table import render_end

INTERRUPTED = 130


def main(parts: Sequence[Part], words: str, reports: Path = REPORTS) -> int:
    """Run every part, print the table, and return the exit code."""
    runner = Runner(
        int(os.environ.get("SEED") or secrets.randbelow(1_000_000)),
        int(os.environ.get("WORKERS") or WORKERS),
        reports,
    )
    say(f"Seed {runner.seed}. The same order again: {words} SEED={runner.seed}")
    outcomes = [Outcome(part) for part in parts]
    interrupted = run_all(runner, outcomes)
    say("\n" + render_end(outcomes, runner.seed, words))
    if interrupted:
        return INTERRUPTED
    return int(any(outcome.fault for outcome in outcomes))


def run_all(runner: Runner, outcomes: Sequence[Outcome]) -> bool:
    """Run one part after another, and say whether it was interrupted."""
    try:
        for number, outcome in enumerate(outcomes, start=1):
            place = f"{number} of {len(outcomes)}"
            say(f"\n==== {outcome.part.name} ({place}): {outcome.part.about} ====")
            runner.run(outcome)
    except KeyboardInterrupt:
        return True
    return False


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def listen_for_the_end() -> None:
    """Take a closed terminal and a cancelled job for Ctrl-C, also where a shell ignores Ctrl-C."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


if __name__ == "__main__":
    listen_for_the_end()
    names = sys.argv[1:]
    try:
        chosen = select(names)
    except ValueError as error:
        sys.exit(str(error))
    targets = [f"test-{name}" for name in names] or ["test"]
    sys.exit(main(chosen, " ".join(["make", *targets])))
