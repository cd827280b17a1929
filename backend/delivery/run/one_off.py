"""Run an operator's management command on a stage: as a task on ECS, or by invoking Lambda.

On ECS the lines of output arrive while the command runs, on Lambda when it has ended.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import uuid4

from delivery.aws import ecs, ecs_tasks, lambda_functions, logs
from delivery.run import service
from delivery.run.follower import Follower
from delivery.run.service import SERVICE
from delivery.tools import interrupts
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.progress import Say
from delivery.tools.stages import PRODUCTION, Preview, Production

OUT_OF_TIME: Final = 124  # the exit code of timeout(1)
INTERRUPTED: Final = 130
KILLED: Final = 137
MANAGE: Final = ("python", "manage.py")  # the first words of a task's command
WITHIN_SECONDS: Final = 900.0
STARTED_BY: Final = "delivery"  # the beginning of these tasks' startedBy in ECS

# Beginnings of ECS's reasons for a task that never started, each with its remedy.
REMEDIES: Final = {
    "CannotPullContainerError": (
        f"Check that ECR has the image: `aws ecr list-images --repository-name "
        f"{PRODUCTION.repository}`."
    ),
    "ResourceInitializationError": "Check that its secrets and its log group exist.",
    "TaskFailedToStart": "Look at the task in ECS's console.",
}


@dataclass(frozen=True, slots=True)
class RunResult:
    """``output`` is the end of the command's output. ``truncated``: its beginning is cut off."""

    exit_code: int
    output: str
    truncated: bool
    duration_ms: int

    def refuse_unended(self, what: str) -> None:
        """Raises KeyboardInterrupt if the command was interrupted, and DeliveryError if its time
        was over. In both cases its exit code says nothing about what it did.
        """
        if self.exit_code == INTERRUPTED:
            raise KeyboardInterrupt
        if self.exit_code == OUT_OF_TIME:
            raise DeliveryError(
                f"{what} did not end in time and was stopped.",
                "Its output above says how far it came. Run the same command again.",
            )


@dataclass(frozen=True, slots=True)
class Options:
    """How to run a task. A function uses only ``tell``.

    ``task_definition`` replaces the service's. ``variables`` replace values in it. After ``within``
    seconds, an interrupt or an error, ``leave`` gets the exception and the task's ARN. If it
    returns True, the task continues; if not, the task is stopped. After ``within`` seconds the exit
    code is 124 in both cases. ``tell`` prints the task's ARN and what is done to the task.
    """

    task_definition: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    started_by: str = STARTED_BY
    within: float = WITHIN_SECONDS
    leave: Callable[[BaseException, str], bool] = lambda why, task: False
    tell: Say = lambda words: None


class OutOfTime(Exception):
    """The task still runs at the end of the time for which it is followed."""


class Left(DeliveryError):
    """The task continues, but is not followed any more. The command ends with ``exit_code``."""

    def __init__(self, why: BaseException, task: str) -> None:
        self.task = task.rpartition("/")[2]
        self.exit_code = 1
        if isinstance(why, KeyboardInterrupt):
            self.exit_code = INTERRUPTED
        if isinstance(why, OutOfTime):
            self.exit_code = OUT_OF_TIME
        error = why.message if isinstance(why, DeliveryError) else repr(why)
        super().__init__(
            f"{error}\nThe task continues." if self.exit_code == 1 else "The task continues.",
            f"Follow it again with `{PROGRAM} run attach {self.task}`.",
        )


DEFAULT: Final = Options()
MISSING: Final = f"Check that the preview is deployed: {PROGRAM} preview list"


def run(
    stage: Production | Preview, words: Sequence[str], say: Say, options: Options = DEFAULT
) -> RunResult:
    """Run ``manage.py <words>`` on the stage. Passes each line of output to ``say``."""
    if isinstance(stage, Preview):
        return run_function(stage, words, say, options.tell)
    return run_task(words, say, options)


def run_function(stage: Preview, words: Sequence[str], say: Say, tell: Say) -> RunResult:
    """Invoke the function with a command, which the function ends before Lambda's time limit."""
    event = {"command": list(words), "id": str(uuid4())}
    try:
        outcome = RunResult(**lambda_functions.invoke(stage.function, event, MISSING))
    except KeyboardInterrupt:
        tell(f"The command continues on Lambda. Its lines are in the log {stage.log_group}.")
        raise
    for line in lines_of(outcome.output):
        say(line)
    return outcome


def lines_of(output: str) -> list[str]:
    """Lines end only with a line feed, as in the log of a task. str.splitlines would also split at
    other characters, such as a form feed.
    """
    return output.removesuffix("\n").split("\n") if output else []


def run_task(words: Sequence[str], say: Say, options: Options = DEFAULT) -> RunResult:
    """Run a task with the service's network, and with its task definition or the named one.

    If this ends early, it stops the task first, or raises Left if the task shall continue. After an
    interrupt the exit code is 130. Raises DeliveryError if the task never started.
    """
    state = service.state()
    if options.task_definition:
        state = replace(state, task_definition=options.task_definition)
    log = ecs.log_of(SERVICE, state.task_definition)
    with interrupts.held_back(options.tell, "The task is started") as came:
        command = [*MANAGE, *words]
        arn = ecs_tasks.run_task(
            SERVICE, state, command, options.started_by, str(uuid4()), options.variables
        )
    options.tell(f"Task {arn}")
    return follow(arn, log, say, options, came)


def follow(
    arn: str, log: tuple[str, str], say: Say, options: Options, came: Sequence[int] = ()
) -> RunResult:
    """Follow a task to its end. ``log`` is its log group and the prefix of its stream. ``came`` are
    the signals that were held back while the task started.
    """
    started = time.monotonic()
    group, prefix = log
    stream = logs.Stream(group, f"{prefix}{arn.rpartition('/')[2]}")
    follower = Follower(SERVICE, arn, stream, say, options.tell)
    try:
        if came:
            raise interrupts.exception(came[0])
        task = follower.finish(options.within)
        if task is None:
            raise OutOfTime
    except BaseException as why:
        exit_code = ended_early(why, follower, options)
    else:
        exit_code = exit_code_of(task, follower)
    output = "".join(f"{line}\n" for line in follower.lines)
    return RunResult(exit_code, output, False, round((time.monotonic() - started) * 1000))


def ended_early(why: BaseException, follower: Follower, options: Options) -> int:
    """Stop the task and return 124 or 130, or leave it running and raise Left.

    If the task is stopped because of an error, raises this error.
    """
    if is_left(why, follower.arn, options):
        raise Left(why, follower.arn) from why
    if isinstance(why, OutOfTime):
        follower.stop("out of time")
        return OUT_OF_TIME
    if isinstance(why, KeyboardInterrupt):
        with interrupts.held_back(options.tell, f"The task {follower.arn} is stopped"):
            follower.stop("interrupted")
        return INTERRUPTED
    stop_after(why, follower, options.tell)
    raise why


def is_left(why: BaseException, task: str, options: Options) -> bool:
    """Ask ``options.leave`` whether the task continues. An interrupt during its question means no,
    a closed terminal means yes.
    """
    try:
        return options.leave(why, task)
    except (interrupts.TerminalClosed, EOFError, OSError):
        return True
    except KeyboardInterrupt:
        return False


def exit_code_of(task: ecs_tasks.Task, follower: Follower) -> int:
    """The command's exit code. Raises DeliveryError if the task never started."""
    if task.exit_code is None:
        raise never_started(task.reason)
    if task.exit_code == KILLED and "OutOfMemory" in task.reason:
        follower.say(f"The task was killed: {task.reason}")
    return task.exit_code


def stop_after(error: BaseException, follower: Follower, tell: Say) -> None:
    """Stop the task after an error, because nobody follows it any more.

    If it cannot be stopped, raises DeliveryError with both errors.
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
