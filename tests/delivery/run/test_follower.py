"""A task's end as ECS and CloudWatch report it: late, in parts, or not at all."""

from dataclasses import dataclass, field

import pytest

from delivery.aws import ecs, ecs_tasks, logs
from delivery.aws.ecs_tasks import Task
from delivery.run import follower as task_follower
from delivery.run.follower import Follower
from delivery.run.service import SERVICE
from delivery.tools import waiting
from delivery.tools.errors import DeliveryError

ARN = "arn:aws:ecs:us-west-2:111111111111:task/itg-backend-cluster/0aaa"


@dataclass
class Clock:
    """Time that passes only while somebody sleeps."""

    now: float = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class LateStream(logs.Stream):
    """Lines by the second in which they can be read."""

    clock: Clock
    lines: dict[float, str] = field(default_factory=dict)

    def read(self) -> list[str]:
        come = [at for at in self.lines if at <= self.clock.now]
        return [self.lines.pop(at) for at in come]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(waiting, "time", clock)
    return clock


def follower(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, states: dict[float, Task], **lines: float
) -> Follower:
    """Of a task whose states are known from those seconds on, as are its lines."""

    def describe(service: ecs.Service, arn: str) -> Task | None:
        known = [task for at, task in states.items() if at <= clock.now]
        return known[-1] if known else None

    monkeypatch.setattr(ecs_tasks, "task", describe)
    stream = LateStream(clock, {at: line for line, at in lines.items()})
    return Follower(SERVICE, ARN, stream, lambda line: None)


def test_a_task_that_is_not_known_yet_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    followed = follower(monkeypatch, clock, {60.0: Task("STOPPED", exit_code=3)})
    task = followed.finish(within=900)
    assert task is not None
    assert task.exit_code == 3


def test_a_task_that_stays_unknown_is_an_error_with_its_arn(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    with pytest.raises(DeliveryError, match=f"{ARN}, but does not find it") as failed:
        follower(monkeypatch, clock, {}).finish(within=900)
    assert f"aws ecs stop-task --cluster itg-backend-cluster --task {ARN}" in failed.value.remedy
    assert clock.now < task_follower.UNKNOWN_SECONDS + 5


def test_an_exit_code_that_comes_after_the_status_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    states = {0.0: Task("RUNNING"), 5.0: Task("STOPPED"), 20.0: Task("STOPPED", exit_code=0)}
    task = follower(monkeypatch, clock, states).finish(within=900)
    assert task is not None
    assert task.exit_code == 0


def test_a_task_that_never_started_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    states = {0.0: Task("STOPPED", never_started=True, reason="CannotPullContainerError")}
    task = follower(monkeypatch, clock, states).finish(within=900)
    assert (task is not None and task.exit_code, clock.now) == (None, 0)


def test_a_tracebacks_last_lines_may_come_late(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    states = {0.0: Task("STOPPED", exit_code=1)}
    followed = follower(monkeypatch, clock, states, Traceback=0.0, RuntimeError=9.0)
    followed.finish(within=900)
    assert followed.lines == ["Traceback", "RuntimeError"]
