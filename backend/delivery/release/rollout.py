"""Changes the service to another revision, and back after any error."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from delivery.aws import ecs, ecs_tasks, logs
from delivery.records.releases import short
from delivery.run.service import SERVICE
from delivery.tools import interrupts
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say, Wait, step
from delivery.tools.waiting import Deadline

POLL_SECONDS: Final = 2.0
BEGUN_SECONDS: Final = 60.0  # by then ECS shows an update of the service that was made
LINES: Final = 20
LOG: Final = "See the log /itg/production/backend."


@contextmanager
def or_back(arn: str, previous: str, within: float, say: Say) -> Iterator[None]:
    """After any error in the block, also Ctrl-C, point the service from ``arn`` back first.

    Raises the same error, or a DeliveryError if going back failed as well.
    """
    try:
        yield
    except BaseException as error:
        with interrupts.held_back(say, "Rolling the service back"):
            go_back(arn, previous, within, say, error)
        raise


def go_back(arn: str, previous: str, within: float, say: Say, reason: BaseException) -> None:
    """Point the service back, unless a later release has changed it."""
    try:
        if ecs.rollout(SERVICE).task_definition not in {arn, previous}:
            say("Service: not changed, because another release has updated it meanwhile")
            return
        with step(say, f"Service: back to {short(previous)}"):
            ecs.update(SERVICE, previous)
            wait_until_steady(previous, within, say)
    except DeliveryError as stuck:
        raise DeliveryError(
            f"{told(reason)}\nRolling back to {short(previous)} failed too: {stuck.message}",
            "Roll the service back with `aws ecs update-service --cluster "
            f"{SERVICE.cluster} --service {SERVICE.name} --task-definition "
            f"{short(previous)}`.",
        ) from reason


def told(error: BaseException) -> str:
    """The error as one line, for people and for the record."""
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return error.message if isinstance(error, DeliveryError) else repr(error)


def wait_until_steady(arn: str, within: float, say: Say, deployment: str = "") -> None:
    """Wait until the service runs only that revision, and as that deployment, if one is given.

    A service also looks steady if a circuit breaker went back, or if nobody updated it. Both have
    another revision, or another deployment if the tasks are started again. Raises DeliveryError.
    """

    def is_wanted(found: ecs.Rollout) -> bool:
        return found.task_definition == arn and deployment in {"", found.id}

    deadline, seen, wait = Deadline(within, POLL_SECONDS), False, Wait(say)
    begun = Deadline(BEGUN_SECONDS)
    while not (found := ecs.rollout(SERVICE)).steady or not is_wanted(found):
        seen = seen or is_wanted(found)
        if seen and not is_wanted(found):
            why = f"ECS rolled back to {short(found.task_definition)}: {found.reason}."
            raise DeliveryError(f"{why}{last_words(arn)}", LOG)
        if not seen and found.steady and begun.is_over:
            raise DeliveryError(
                f"The service was not updated to {short(arn)}. It runs "
                f"{short(found.task_definition)}.",
                "Read the output of the step that updates the service.",
            )
        if deadline.is_over:
            why = f"The service is not stable on {short(arn)} after {within:.0f} s: {found.reason}."
            raise DeliveryError(f"{why}{last_words(arn)}", LOG)
        wait.on(
            f"{short(found.task_definition)}: {found.running} of {found.desired} tasks run, "
            f"{found.older} older deployments: {found.reason}"
        )
        deadline.pause()


def last_words(arn: str) -> str:
    """Why the service's task of that revision stopped, and its last lines. Empty if unknown."""
    try:
        stopped = ecs_tasks.last_stopped(SERVICE, arn)
        if stopped is None:
            return ""
        task, reason = stopped
        group, prefix = ecs.log_of(SERVICE, arn)
        lines = logs.last_lines(group, f"{prefix}{task.rpartition('/')[2]}", LINES)
    except DeliveryError as error:
        return f"\nThe reason why its task stopped could not be read: {error.message}"
    return "\n".join([f"\nIts task stopped: {reason}", *(f"    {line}" for line in lines)])
