"""Runs all faults of one sequence, in a process that __main__ starts.

It is a separate module because a spawned process does not import __main__.
"""

import resource
import sys

from tests.faults.sequences import SEQUENCES
from tests.faults.table import line
from tests.faults.trial import Outcome, Trials


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def meet_all(name: str) -> tuple[list[Outcome], float]:
    """The outcomes, and the seconds of CPU time that they took.

    An error of the account itself is an outcome too, so that other sequences continue.
    """
    before, outcomes = cpu_seconds(), list[Outcome]()
    try:
        with Trials(name) as trials:
            say(f"{name}: {SEQUENCES[name].about}, {len(trials.calls)} calls")
            for case in trials.cases():
                outcomes.append(trials.meet(case))
                say(line(outcomes[-1]))
            outcomes[-1].faults += trials.clear()
    except Exception as error:
        reason = f"the account failed: {type(error).__name__}: {error}"
        outcomes.append(Outcome(name, "none", (), faults=[reason[:900]]))
        say(line(outcomes[-1]))
    return outcomes, cpu_seconds() - before


def cpu_seconds() -> float:
    """CPU seconds of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
