"""Which faults a sequence meets, worked out from the calls of its undisturbed run. Pure.

After each call that changes something the response is lost, and after each the command is killed,
each by itself. What one case can show of several calls is shown in one:

- Throttled and broken calls are tried again by AWS's clients, so all of them fail in one run. Where
  one ends the command, the next run goes on with those that have not failed yet.
- A refused call leaves what the call before it left, so run after run is refused one call more.
- A read changes nothing, so the responses to all of them are lost in one run. Killed after a read,
  a command leaves what it leaves when killed after the change before. So of the reads only the
  first is followed by a kill, before anything is changed.

A read is told apart from others by its operation and its resource, and by whether it is the first
of its kind: how often a command polls varies.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.standins.faults import READS

LAGS = "lags"
NOT_YET = "not yet"


@dataclass(frozen=True, slots=True)
class Case:
    """``calls`` by name and number. More than one: all of them, until the command comes through."""

    way: str
    calls: tuple[str, ...] = ()

    def __str__(self) -> str:
        if len(self.calls) > 1:
            return f"{self.way}: {len(self.calls)} calls together"
        return f"{self.way}: {short(self.calls[0])}" if self.calls else self.way


def short(call: str) -> str:
    """Without what all ARNs begin with."""
    operation, _, rest = call.partition(" ")
    about, _, number = rest.rpartition(" ")
    return f"{operation} {about.rpartition(':')[2][-50:]} {number}".replace("  ", " ")


def cases(calls: Sequence[str], *, lists: bool = False) -> list[Case]:
    """``lists`` for a command that reads such as may lag."""
    return [Case(NOT_YET), *([Case(LAGS)] if lists else []), *_cases(calls)]


def _cases(calls: Sequence[str]) -> Iterator[Case]:
    changes = [call for call in calls if not READS.match(call)]
    reads = [call for call in calls if READS.match(call)]
    yield from (Case(way, tuple(calls)) for way in ("refused", "throttled", "broken"))
    if reads:
        yield Case("lost", tuple(reads))
    yield from (Case("lost", (call,)) for call in changes)
    yield from (Case("killed", (call,)) for call in dict.fromkeys([calls[0], *changes]))
