"""Deadlines: when a wait is over, and how long its pauses are."""

from dataclasses import dataclass, field

import pytest

from delivery.tools import waiting
from delivery.tools.waiting import Deadline


@dataclass
class Clock:
    """Time that passes only while somebody sleeps."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(waiting, "time", clock)
    return clock


def test_pauses_grow_and_the_last_one_ends_at_the_deadline(clock: Clock) -> None:
    deadline = Deadline(10, pause=1, longest=2)
    while deadline.pause():
        pass
    assert clock.slept == [1, 1.5, 2, 2, 2, 1.5]
    assert clock.now == 110
    assert deadline.is_over


def test_without_time_nobody_sleeps(clock: Clock) -> None:
    assert not Deadline(0).pause()
    assert clock.slept == []


def test_a_sign_of_progress_begins_the_wait_anew(clock: Clock) -> None:
    deadline = Deadline(4, pause=1, longest=8)
    assert deadline.pause()
    assert deadline.pause()
    deadline.restart()
    assert deadline.left == 4
    assert deadline.pause()
    deadline.hurry()
    assert deadline.pause()
    assert clock.slept == [1, 1.5, 1, 1]


def test_a_longest_pause_that_is_shorter_changes_nothing(clock: Clock) -> None:
    deadline = Deadline(3, pause=2, longest=1)
    while deadline.pause():
        pass
    assert clock.slept == [2, 1]
