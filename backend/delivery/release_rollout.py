"""The service led to another revision, and back when anything at all goes wrong meanwhile."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from delivery import interrupts
from delivery.aws import ecs
from delivery.errors import DeliveryError
from delivery.progress import Say, step
from delivery.release_records import short
from delivery.release_settings import STAGE

POLL_SECONDS: Final = 2.0


@contextmanager
def or_back(arn: str, previous: str, within: float, say: Say) -> Iterator[None]:
    """Whatever ends the block early, Ctrl-C included, first leads the service from ``arn`` back.

    Raises the same error; or a DeliveryError that says so where the way back failed as well.
    """
    try:
        yield
    except BaseException as error:
        with interrupts.held_back(say, "The service goes back to the release before"):
            go_back(arn, previous, within, say, error)
        raise


def go_back(arn: str, previous: str, within: float, say: Say, reason: BaseException) -> None:
    """Point the service back, unless a later release has it by now."""
    try:
        if ecs.rollout(STAGE).task_definition not in {arn, previous}:
            say("Service: another release has it by now; left alone")
            return
        with step(say, f"Service: back to {short(previous)}"):
            ecs.point(STAGE, previous)
            wait_until_steady(previous, within)
    except DeliveryError as stuck:
        raise DeliveryError(
            f"{told(reason)}\nThe way back to {short(previous)} failed too: {stuck.message}",
            f"Lead the service back with `aws ecs update-service --cluster {STAGE.cluster} "
            f"--service {STAGE.service} --task-definition {short(previous)}`.",
        ) from reason


def told(error: BaseException) -> str:
    """An error in one line, for people and for the record."""
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return error.message if isinstance(error, DeliveryError) else repr(error)


def wait_until_steady(arn: str, within: float) -> None:
    """Until the service runs that revision and no other. Raises DeliveryError.

    A circuit breaker that went back looks steady too, with another revision.
    """
    give_up_at, seen = time.monotonic() + within, False
    while not (found := ecs.rollout(STAGE)).steady or found.task_definition != arn:
        seen = seen or found.task_definition == arn
        if seen and found.task_definition != arn:
            raise DeliveryError(
                f"ECS went back to {short(found.task_definition)}: {found.reason}.",
                "The stopped tasks' reasons and the log /itg/production/backend say more.",
            )
        if time.monotonic() > give_up_at:
            raise DeliveryError(
                f"The service is not steady on {short(arn)} after {within:.0f} s: {found.reason}.",
                "The log /itg/production/backend says more.",
            )
        time.sleep(min(POLL_SECONDS, max(give_up_at - time.monotonic(), 0.1)))
