"""The outcomes by sequence and fault."""

from collections.abc import Iterator, Sequence
from typing import Final

from tests.faults.cases import LAGS, NOT_YET, short
from tests.faults.trial import Outcome
from tests.standins.faults import WAYS

WIDTH: Final = 20
WORDS: Final = ("came through", "repeated", "BAD")


def table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A line for each sequence and fault: how many calls failed, and how many had which outcome.

    Seconds are elapsed time, with the commands that undo.
    """
    yield f"{'sequence':<{WIDTH}}{'fault':<11}{'calls':>6}" + "".join(
        f"{word:>14}" for word in (*WORDS, "seconds")
    )
    for name in dict.fromkeys(one.sequence for one in outcomes):
        for way in (*WAYS, LAGS, NOT_YET):
            found = [one for one in outcomes if (one.sequence, one.way) == (name, way)]
            counts = [sum(one.word == word for one in found) for word in WORDS]
            if found:
                seconds = round(sum(one.seconds for one in found))
                yield f"{name:<{WIDTH}}{way:<11}{calls(found):>6}" + "".join(
                    f"{count:>14}" for count in (*counts, seconds)
                )


def calls(outcomes: Sequence[Outcome]) -> int:
    return len({call for one in outcomes for call in one.calls})


def line(outcome: Outcome) -> str:
    """What happened, for whoever watches."""
    what = short(outcome.calls[0]) if outcome.calls else ""
    if len(outcome.calls) > 1:
        what = f"{len(outcome.calls)} calls, in {outcome.runs} runs"
    words = f"{outcome.word:<13}{outcome.sequence:<{WIDTH}}{outcome.way:<10} {what}"
    return "\n".join([f"{words}  {outcome.seconds} s", *(f"    {one}" for one in outcome.faults)])
