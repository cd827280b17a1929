"""An operator's command on a stage: a task on ECS, an invocation on Lambda; one outcome.

The words are those of ``manage.py``. On ECS its lines come while it runs, on Lambda when it has
ended.
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
from delivery.task_follower import Follower

OUT_OF_TIME: Final = 124  # as timeout(1) says it
INTERRUPTED: Final = 130
KILLED: Final = 137
WITHIN_SECONDS: Final = 900.0

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
    group, prefix = tasks.log_of(stage, definition)
    arn = tasks.start(stage, where, words, started_by, str(uuid4()))
    stream = logs.Stream(group, f"{prefix}{arn.rpartition('/')[2]}")
    follower = Follower(stage, arn, stream, say)
    try:
        exit_code = exit_code_of(follower, started + within)
    except KeyboardInterrupt:
        if not leave_running(arn):
            follower.stop("interrupted")
        exit_code = INTERRUPTED
    except DeliveryError as error:
        raise stopped_after(error, follower) from error
    output = "".join(f"{line}\n" for line in follower.lines)
    return Outcome(exit_code, output, False, round((time.monotonic() - started) * 1000))


def exit_code_of(follower: Follower, until: float) -> int:
    """The command's own, or OUT_OF_TIME. Raises DeliveryError when it never started."""
    task = follower.finish(until)
    if task is None:
        follower.stop("out of time")
        return OUT_OF_TIME
    if task.exit_code is None:
        raise never_started(task.reason)
    if task.exit_code == KILLED and "OutOfMemory" in task.reason:
        follower.say(f"The task was killed: {task.reason}")
    return task.exit_code


def stopped_after(error: DeliveryError, follower: Follower) -> DeliveryError:
    """The same error, after its task was stopped: nothing runs on that nobody follows."""
    try:
        follower.stop("its follower failed")
    except DeliveryError as unstopped:
        return DeliveryError(f"{error.message}\n{unstopped.message}", unstopped.remedy)
    return error


def never_started(reason: str) -> DeliveryError:
    remedy = next((words for kind, words in REMEDIES.items() if kind in reason), "")
    return DeliveryError(
        f"The task never started: {reason or 'ECS gives no reason'}",
        remedy or REMEDIES["TaskFailedToStart"],
    )
