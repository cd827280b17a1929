"""`python -m tests.faults [SEQUENCE ...]`: each call of each sequence fails, in every way.

Without words it reads the variable SEQUENCE itself: somebody may type it at a workflow, and make
would let a shell read it. Two sequences run at the same time. The exit code is 0 if every repeated
command succeeded and left the same as a command without faults. build/faults.json has all cases.
"""

import json
import multiprocessing
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Final

from tests.faults.every import meet_all, say
from tests.faults.sequences import SEQUENCES
from tests.faults.table import line, table
from tests.standins.guarded_account import ROOT

REPORT: Final = ROOT / "build" / "faults.json"
AT_ONCE: Final = 2


def main(words: Sequence[str]) -> int:
    if unknown := [word for word in words if word not in SEQUENCES]:
        say(f"There is no sequence {unknown[0]}. There are: {', '.join(SEQUENCES)}.")
        return 2
    began, outcomes, used = time.monotonic(), [], {}
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(AT_ONCE, context) as pool:
        for done in as_completed([pool.submit(meet_all, name) for name in chosen(words)]):
            found, cpu = done.result()
            outcomes += found
            used[found[0].sequence] = cpu
    bad = [one for one in outcomes if one.faults]
    REPORT.write_text(json.dumps([one.document() for one in outcomes], indent=1))
    say("")
    for row in table(outcomes):
        say(row)
    for name, cpu in used.items():
        say(f"{name}: {cpu:.0f} s of CPU")
    minutes = (time.monotonic() - began) / 60
    say(
        f"\n{len(outcomes)} cases, {len(bad)} bad, {minutes:.1f} minutes, "
        f"{sum(used.values()) / 60:.1f} minutes of CPU"
    )
    for one in bad:
        say(line(one))
    return int(bool(bad))


def chosen(words: Sequence[str]) -> list[str]:
    """The named sequences, or all."""
    return [*(words or SEQUENCES)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or os.environ.get("SEQUENCE", "").split()))
