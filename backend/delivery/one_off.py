"""An operator's command on a stage: a task on ECS, an invocation on Lambda; one outcome.

The words are those of ``manage.py``. Its lines come as it says them on ECS, and at its end from
Lambda.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from delivery.aws import functions, logs, tasks
from delivery.errors import DeliveryError
from delivery.progress import Say
from delivery.stages import Stage

OUT_OF_TIME: Final = 124  # as timeout(1) says it
INTERRUPTED: Final = 130
KILLED: Final = 137
WITHIN_SECONDS: Final = 900.0
STOP_SECONDS: Final = 120.0  # the longest that a task may take to stop
LATE_LINES_SECONDS: Final = 3.0  # the log driver's last lines may come after the task's end
POLL_SECONDS: Final = (0.1, 2.0)

# Beginnings of ECS's words for a task that never started, and what helps.
REMEDIES: Final = {
    "CannotPullContainerError": "Is that image in ECR? `aws ecr list-images` shows what is.",
    "ResourceInitializationError": "Do its secrets and its log group exist?",
    "TaskFailedToStart": "Look at the task in ECS's console.",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """``output`` is the end of what the command said; ``truncated`` when its beginning is cut."""

    exit_code: int
    output: str
    truncated: bool
    duration_ms: int


def run(
    stage: Stage,
    words: Sequence[str],
    say: Say,
    started_by: str = "delivery",
    within: float = WITHIN_SECONDS,
    leave_running: Callable[[str], bool] = lambda task: False,
) -> Outcome:
    """Run ``manage.py <words>`` on the stage, each line of it said."""
    if stage.is_production:
        return run_task(
            stage, words, say, started_by=started_by, within=within, leave_running=leave_running
        )
    return run_function(stage, words, say)


def run_function(stage: Stage, words: Sequence[str], say: Say) -> Outcome:
    """By the command contract; the function ends the command before its own time is over."""
    event = {"command": list(words), "id": str(uuid4())}
    outcome = Outcome(**functions.invoke(stage.function, event))
    for line in outcome.output.splitlines():
        say(line)
    return outcome


def run_task(
    stage: Stage,
    words: Sequence[str],
    say: Say,
    *,
    task_definition: str | None = None,
    started_by: str = "delivery",
    within: float = WITHIN_SECONDS,
    leave_running: Callable[[str], bool] = lambda task: False,
) -> Outcome:
    """A task with the service's network, of its task definition unless another one is named.

    After ``within`` seconds it is stopped: exit code 124. At Ctrl-C it is stopped unless
    ``leave_running`` says otherwise: exit code 130. Raises DeliveryError when it never started.
    """
    started = time.monotonic()
    where = tasks.place(stage)
    definition = task_definition or where.task_definition
    where = tasks.Place(definition, where.network)
    arn = tasks.start(stage, where, words, started_by, str(uuid4()))
    follower = Follower(logs.Stream(*tasks.log_of(stage, definition, arn)), say)
    try:
        task = follow(stage, arn, follower, started + within)
        exit_code = (
            task.exit_code if task else stop(stage, arn, follower, "out of time", OUT_OF_TIME)
        )
    except KeyboardInterrupt:
        if leave_running(arn):
            return follower.outcome(INTERRUPTED, started)
        exit_code = stop(stage, arn, follower, "interrupted", INTERRUPTED)
    else:
        if task and exit_code is None:
            raise never_started(task.reason)
        if task and exit_code == KILLED and "OutOfMemory" in task.reason:
            say(f"The task was killed: {task.reason}")
    return follower.outcome(exit_code or 0, started)


class Follower:
    """Says a stream's lines as they come, and keeps them."""

    def __init__(self, stream: logs.Stream, say: Say) -> None:
        self.stream, self.say = stream, say
        self.lines: list[str] = []

    def follow(self) -> int:
        """How many lines came."""
        lines = self.stream.read()
        for line in lines:
            self.say(line)
        self.lines += lines
        return len(lines)

    def drain(self) -> None:
        """The lines that come after the end."""
        give_up_at = time.monotonic() + LATE_LINES_SECONDS
        while self.follow() or time.monotonic() < give_up_at:
            time.sleep(POLL_SECONDS[0])

    def outcome(self, exit_code: int, started: float) -> Outcome:
        output = "".join(f"{line}\n" for line in self.lines)
        return Outcome(exit_code, output, False, round((time.monotonic() - started) * 1000))


def follow(stage: Stage, arn: str, follower: Follower, until: float) -> tasks.Task | None:
    """The stopped task, or None when the time was over first."""
    pause, longest = POLL_SECONDS
    while time.monotonic() < until:
        task = tasks.describe(stage, arn)
        came = follower.follow()
        if task.stopped:
            if task.exit_code is not None:
                follower.drain()
            return task
        pause = POLL_SECONDS[0] if came else min(pause * 1.5, longest)
        time.sleep(min(pause, max(until - time.monotonic(), 0)))
    return None


def stop(stage: Stage, arn: str, follower: Follower, reason: str, exit_code: int) -> int:
    """Stop the task and wait until it is; the exit code it is given."""
    tasks.stop(stage, arn, f"delivery: {reason}")
    if follow(stage, arn, follower, time.monotonic() + STOP_SECONDS) is None:
        raise DeliveryError(
            f"The task {arn} was told to stop and did not within {STOP_SECONDS:.0f} s.",
            f"Look at it: aws ecs describe-tasks --cluster {stage.cluster} --tasks {arn}",
        )
    return exit_code


def never_started(reason: str) -> DeliveryError:
    remedy = next((words for kind, words in REMEDIES.items() if kind in reason), "")
    return DeliveryError(
        f"The task never started: {reason or 'ECS gives no reason'}",
        remedy or REMEDIES["TaskFailedToStart"],
    )
