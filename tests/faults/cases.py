"""The faults that a sequence gets, calculated from the calls of its run without faults. Pure.

For each call that changes something there are two cases: its response is lost, and the command is
killed after it. If one case can test several calls, there is only one:

- AWS's clients repeat throttled and broken calls, so all of them fail in one run. If one ends the
command, the next run continues with those that have not failed yet.
- A refused call changes nothing, so each run gets one more refused call than the run before.
- A reading call changes nothing, so the responses of all of them are lost in one run. A kill after
a reading call leaves the same as a kill after the last change before it. So the command is killed
only after the first reading call, when nothing is changed yet.

Reading calls differ by operation, by resource, and by whether they are the first of their kind.
Their number is not used, because it varies how often a command polls.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.standins.faults import READS

LAGS = "lags"
NOT_YET = "not yet"


@dataclass(frozen=True, slots=True)
class Case:
    """``calls`` by name and number. If there are several, all fail until the command succeeds."""

    way: str
    calls: tuple[str, ...] = ()

    def __str__(self) -> str:
        if len(self.calls) > 1:
            return f"{self.way}: {len(self.calls)} calls together"
        return f"{self.way}: {short(self.calls[0])}" if self.calls else self.way


def short(call: str) -> str:
    """An ARN without its beginning, which is the same for all."""
    operation, _, rest = call.partition(" ")
    about, _, number = rest.rpartition(" ")
    return f"{operation} {about.rpartition(':')[2][-50:]} {number}".replace("  ", " ")


def cases(calls: Sequence[str], *, lists: bool = False) -> list[Case]:
    """``lists`` is true for a command that reads lists which may be old."""
    return [Case(NOT_YET), *([Case(LAGS)] if lists else []), *_cases(calls)]


def _cases(calls: Sequence[str]) -> Iterator[Case]:
    changes = [call for call in calls if not READS.match(call)]
    reads = [call for call in calls if READS.match(call)]
    yield from (Case(way, tuple(calls)) for way in ("refused", "throttled", "broken"))
    if reads:
        yield Case("lost", tuple(reads))
    yield from (Case("lost", (call,)) for call in changes)
    yield from (Case("killed", (call,)) for call in dict.fromkeys([calls[0], *changes]))
