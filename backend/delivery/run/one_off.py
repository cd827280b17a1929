"""An operator's command on a stage: a task on ECS, an invocation on Lambda; one outcome.

The words are those of ``manage.py``. On ECS its lines come while it runs, on Lambda when it has
ended.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import uuid4

from delivery.aws import ecs, lambda_functions, logs
from delivery.run import service
from delivery.run.follower import Follower
from delivery.run.service import SERVICE
from delivery.tools import interrupts
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say
from delivery.tools.stages import Preview, Production

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
class RunResult:
    """``output`` is the end of the command's output; ``truncated`` when its beginning is cut."""

    exit_code: int
    output: str
    truncated: bool
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Options:
    """How a task is run; a function knows none of them but ``tell``.

    ``task_definition`` is another one than the service's. After ``within`` seconds the task is
    stopped: exit code 124. At an interrupt ``leave_running`` may say that it goes on. ``tell`` says
    the task's ARN and what is done to it.
    """

    task_definition: str = ""
    started_by: str = "delivery"
    within: float = WITHIN_SECONDS
    leave_running: Callable[[str], bool] = lambda task: False
    tell: Say = lambda words: None


DEFAULT: Final = Options()
MISSING: Final = "Is its pull request's preview deployed?"


def run(
    stage: Production | Preview, words: Sequence[str], say: Say, options: Options = DEFAULT
) -> RunResult:
    """Run ``manage.py <words>`` on the stage, and pass each line of its output to ``say``."""
    if isinstance(stage, Preview):
        return run_function(stage, words, say, options.tell)
    return run_task(words, say, options)


def run_function(stage: Preview, words: Sequence[str], say: Say, tell: Say) -> RunResult:
    """By the command contract; the function ends the command before its own time is over."""
    event = {"command": list(words), "id": str(uuid4())}
    try:
        outcome = RunResult(**lambda_functions.invoke(stage.function, event, MISSING))
    except KeyboardInterrupt:
        tell(f"Lambda goes on with it until it ends: its lines are in the log {stage.log_group}.")
        raise
    for line in lines_of(outcome.output):
        say(line)
    return outcome


def lines_of(output: str) -> list[str]:
    """Lines end with a line feed alone, as in the log of a task: not with a form feed, as
    str.splitlines has it.
    """
    return output.removesuffix("\n").split("\n") if output else []


def run_task(words: Sequence[str], say: Say, options: Options = DEFAULT) -> RunResult:
    """A task with the service's network, of its task definition unless another one is named.

    Whatever ends this early stops the task first; an interrupt gives exit code 130. Raises
    DeliveryError when the task never started.
    """
    started = time.monotonic()
    state = service.state()
    if options.task_definition:
        state = replace(state, task_definition=options.task_definition)
    group, prefix = ecs.log_of(SERVICE, state.task_definition)
    with interrupts.held_back(options.tell, "The task is started, and then stopped") as came:
        command = ["python", "manage.py", *words]
        arn = ecs.run_task(SERVICE, state, command, options.started_by, str(uuid4()))
    options.tell(f"Task {arn}")
    stream = logs.Stream(group, f"{prefix}{arn.rpartition('/')[2]}")
    follower = Follower(SERVICE, arn, stream, say, options.tell)
    try:
        if came:
            raise KeyboardInterrupt
        exit_code = exit_code_of(follower, options.within)
    except KeyboardInterrupt:
        stop_unless_left(follower, options)
        exit_code = INTERRUPTED
    except BaseException as error:
        stop_after(error, follower, options.tell)
        raise
    output = "".join(f"{line}\n" for line in follower.lines)
    return RunResult(exit_code, output, False, round((time.monotonic() - started) * 1000))


def stop_unless_left(follower: Follower, options: Options) -> None:
    """A second interrupt while somebody is asked means: stop it."""
    try:
        left = options.leave_running(follower.arn)
    except (KeyboardInterrupt, EOFError, OSError):  # OSError: the terminal is gone
        left = False
    if not left:
        with interrupts.held_back(options.tell, f"The task {follower.arn} is stopped"):
            follower.stop("interrupted")


def exit_code_of(follower: Follower, within: float) -> int:
    """The command's own, or OUT_OF_TIME. Raises DeliveryError when it never started."""
    task = follower.finish(within)
    if task is None:
        follower.stop("out of time")
        return OUT_OF_TIME
    if task.exit_code is None:
        raise never_started(task.reason)
    if task.exit_code == KILLED and "OutOfMemory" in task.reason:
        follower.say(f"The task was killed: {task.reason}")
    return task.exit_code


def stop_after(error: BaseException, follower: Follower, tell: Say) -> None:
    """Stop the task, so that nothing runs on that nobody follows.

    Raises DeliveryError that has both errors where it cannot be stopped.
    """
    try:
        with interrupts.held_back(tell, f"The task {follower.arn} is stopped"):
            follower.stop("its follower failed")
    except DeliveryError as unstopped:
        message = error.message if isinstance(error, DeliveryError) else repr(error)
        raise DeliveryError(f"{message}\n{unstopped.message}", unstopped.remedy) from error


def never_started(reason: str) -> DeliveryError:
    remedy = next((words for kind, words in REMEDIES.items() if kind in reason), "")
    return DeliveryError(
        f"The task never started: {reason or 'ECS gives no reason'}",
        remedy or REMEDIES["TaskFailedToStart"],
    )
