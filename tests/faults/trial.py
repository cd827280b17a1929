"""One fault, the repeated command without it, and the account after that."""

import re
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Self

from tests.faults import snapshot
from tests.faults.cases import LAGS, NOT_YET, Case, cases
from tests.faults.child import Ended
from tests.faults.sequences import SEQUENCES, Command, Sequence
from tests.faults.world import Words, World
from tests.standins.faults import Plan

MOST_RUNS: Final = 200
NOBODY_CAN_READ: Final = re.compile(r"Traceback|Unexpected \w+|This is a bug in delivery")
NO_FAULT: Final = Plan("none", frozenset({"no call"}))


@dataclass
class Outcome:
    """``runs`` of the command with the fault; ``repeated`` without it.

    ``said`` is what the first failure printed, ``faults`` are what is bad.
    """

    sequence: str
    way: str
    calls: tuple[str, ...]
    runs: int = 0
    repeated: bool = False
    said: str = ""
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def word(self) -> str:
        if self.faults:
            return "BAD"
        return "repeated" if self.repeated else "came through"

    def document(self) -> dict[str, Any]:
        calls = list(self.calls) if len(self.calls) == 1 else len(self.calls)
        return {**asdict(self), "outcome": self.word, "calls": calls}


class Trials:
    """A sequence in its account: a run without faults, and then the requested faults.

    A context manager. ``calls`` are those of the run without faults. What the command did is undone
    when the next case needs it: some cases begin where it is done.
    """

    def __init__(self, name: str, sequence: Sequence | None = None) -> None:
        self.name, self.sequence = name, sequence or SEQUENCES[name]
        self.is_begun = False  # as a failure said: only the rest of it is left

    def __enter__(self) -> Self:
        self.begin()
        return self

    def __exit__(self, *error: object) -> None:
        self.opened.close()

    def begin(self) -> None:
        """In a new account."""
        self.opened = ExitStack()
        self.world: World = self.opened.enter_context(self.sequence.world())
        for words in self.sequence.before:
            self.must(words)
        self.base = self.world.snapshot()
        ended = self.run(NO_FAULT)
        assert ended.code == 0, f"{self.name}: {ended.code} {ended.out}{ended.err}"
        self.calls = self.world.server.numbered()
        self.wanted = self.world.snapshot()
        self.done = True

    def cases(self) -> list[Case]:
        return cases(self.calls, lists=bool(self.sequence.lists))

    def run(self, plan: Plan) -> Ended:
        self.sequence.arrange(self.world)
        rest = self.sequence.rest if self.is_begun else ()
        ended = self.world.run(rest or self.sequence.words(self.world), plan)
        told = " ".join(self.sequence.rest)
        self.is_begun |= bool(told) and told in ended.err
        return ended

    def must(self, command: Command) -> None:
        self.must_run(command(self.world))

    def must_run(self, words: Words) -> None:
        ended = self.world.run(words, NO_FAULT)
        assert ended.code == 0, f"{words}: {ended.code} {ended.out}{ended.err}"

    def undo(self) -> None:
        self.sequence.disarrange(self.world)
        for words in self.sequence.undo:
            self.must(words)

    def left(self) -> list[str]:
        """The differences between the account and its state before the sequence."""
        return snapshot.differences(self.base, self.world.snapshot())

    def meet(self, case: Case) -> Outcome:
        began, self.is_begun = time.monotonic(), False
        outcome = Outcome(self.name, case.way, case.calls)
        if case.way == LAGS:
            self.lag(outcome)
        elif case.way == NOT_YET:
            self.know_late(outcome)
        else:
            outcome.faults += [f"after the case before: {one}" for one in self.clear()]
            self.fail(case, outcome)
        outcome.faults += snapshot.differences(self.wanted, self.world.snapshot())
        self.done = True
        if outcome.faults:
            self.clear()
        outcome.seconds = round(time.monotonic() - began, 1)
        return outcome

    def clear(self) -> list[str]:
        """Undo what is done. What cannot be undone is told, and left behind with its account."""
        if not self.done:
            return []
        if left := self.undone():
            self.opened.close()
            self.begin()
            assert not (again := self.undone()), again
        self.done = False
        return left

    def undone(self) -> list[str]:
        """What differs then from before."""
        try:
            self.undo()
        except AssertionError as error:
            return [f"cannot be undone: {error}"]
        return self.left()

    def carry_out(self) -> None:
        if not self.done:
            self.must(self.sequence.words)

    def fail(self, case: Case, outcome: Outcome) -> None:
        """Run with faults until the command succeeds or no call is left, then without a fault."""
        left = set(case.calls)
        while left and outcome.runs < MOST_RUNS:
            ended = self.run(Plan(case.way, frozenset(left)))
            met = set(self.world.server.relent())
            left -= met
            outcome.runs += 1
            outcome.faults += unreadable(ended)
            outcome.said = outcome.said or (ended.err[-600:] if ended.code else "")
            if ended.code == 0 or not met:
                break
        if len(left) == len(case.calls):
            outcome.faults.append("the call was not reached")
        complete = ended.killed and case.calls == (self.calls[-1],)
        if ended.code and (self.sequence.again or not complete):
            self.repeat(outcome)

    def repeat(self, outcome: Outcome) -> None:
        outcome.repeated = True
        again = self.run(NO_FAULT)
        if again.code:
            outcome.faults.append(f"the repeat failed: {again.code} {again.out}{again.err}"[-900:])

    def lag(self, outcome: Outcome) -> None:
        """Lists are those of before the undoing, which may have made or removed much."""
        self.carry_out()
        with self.world.server.lists_lag():
            for listing in self.sequence.lists:
                self.must_run(listing)
            self.undo()
            self.run_late(outcome)
        if outcome.said:
            self.repeat(outcome)

    def know_late(self, outcome: Outcome) -> None:
        """What the undoing and the command themselves make or delete is not known at once."""
        self.carry_out()
        with self.world.server.knows_late():
            self.undo()
            self.run_late(outcome)
        if outcome.said:
            self.repeat(outcome)

    def run_late(self, outcome: Outcome) -> None:
        ended, outcome.runs = self.run(NO_FAULT), 1
        outcome.faults += unreadable(ended)
        outcome.said = (ended.err or "nothing")[-600:] if ended.code else ""


def unreadable(ended: Ended) -> list[str]:
    """A failure must say what was done, what was found and what to do, and nothing of Python."""
    if ended.code == 0 or ended.killed:
        return []
    if found := NOBODY_CAN_READ.search(ended.err):
        return [f"nobody can read it: {ended.err[found.start() :][:600]}"]
    return [] if len(ended.err.strip().splitlines()) > 1 else [f"it says too little: {ended.err}"]
