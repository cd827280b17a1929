"""`python -m tests.faults [SEQUENCE ...]`: each call of each sequence fails, in every way.

Two sequences run beside each other. Ends with exit code 0 where every repeated command came
through and left what an undisturbed one leaves. build/faults.json has every case.
"""

import json
import multiprocessing
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Final

from tests.faults.sequences import SEQUENCES
from tests.faults.table import line, table
from tests.faults.trial import Outcome, Trials
from tests.standins.guarded_account import ROOT

REPORT: Final = ROOT / "build" / "faults.json"
AT_ONCE: Final = 2


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(words: Sequence[str]) -> int:
    if unknown := [word for word in words if word not in SEQUENCES]:
        say(f"There is no sequence {unknown[0]}. There are: {', '.join(SEQUENCES)}.")
        return 2
    began, outcomes = time.monotonic(), []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(AT_ONCE, context) as pool:
        for done in as_completed([pool.submit(meet_all, name) for name in words or SEQUENCES]):
            outcomes += done.result()
    bad = [one for one in outcomes if one.faults]
    REPORT.write_text(json.dumps([one.document() for one in outcomes], indent=1))
    say("")
    for row in table(outcomes):
        say(row)
    say(f"\n{len(outcomes)} cases, {len(bad)} bad, {(time.monotonic() - began) / 60:.1f} minutes")
    for one in bad:
        say(line(one))
    return int(bool(bad))


def meet_all(name: str) -> list[Outcome]:
    """Every fault of a sequence, in a process of its own.

    What goes wrong with the account itself is an outcome as well: the other sequences go on.
    """
    outcomes: list[Outcome] = []
    try:
        with Trials(name) as trials:
            say(f"{name}: {SEQUENCES[name].about}, {len(trials.calls)} calls")
            for case in trials.cases():
                outcomes.append(trials.meet(case))
                say(line(outcomes[-1]))
    except Exception as error:
        reason = f"the account failed: {type(error).__name__}: {error}"
        outcomes.append(Outcome(name, "none", (), faults=[reason[:900]]))
        say(line(outcomes[-1]))
    return outcomes


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
