"""A task on ECS followed to its end: its lines as they come, and what became of it."""

from typing import Final

from delivery.aws import ecs, ecs_tasks, logs
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say, Wait
from delivery.tools.waiting import Deadline

STOP_SECONDS: Final = 120.0  # the longest that a task may take to stop
# How long ECS may not know a task that it started, and not know the exit code of one that stopped.
UNKNOWN_SECONDS: Final = 120.0
EXIT_CODE_SECONDS: Final = 30.0
# The log driver sends every 5 s, and what it sent can be read somewhat later. The last lines matter
# most after a failure.
# https://docs.docker.com/engine/logging/drivers/awslogs/
LATE_LINES_SECONDS: Final = 3.0
LATE_LINES_OF_FAILURE_SECONDS: Final = 12.0
POLL_SECONDS: Final = (0.1, 2.0)
AGAIN_SECONDS: Final = 0.5  # between two requests for what ECS is about to know


class Follower:
    """Passes a task's lines on as they come, and keeps them."""

    def __init__(
        self,
        service: ecs.Service,
        arn: str,
        stream: logs.Stream,
        say: Say,
        tell: Say = lambda words: None,
    ) -> None:
        """``say`` gets the task's lines, ``tell`` what is waited for."""
        self.service, self.arn, self.stream, self.say = service, arn, stream, say
        self.waiting = Wait(tell)
        self.lines: list[str] = []

    def read(self) -> int:
        """How many lines came."""
        lines = self.stream.read()
        for line in lines:
            self.say(line)
        self.lines += lines
        return len(lines)

    def read_late_lines(self, exit_code: int | None) -> None:
        """The lines that come after the task's end: until none came for a while."""
        wait = LATE_LINES_OF_FAILURE_SECONDS if exit_code else LATE_LINES_SECONDS
        deadline = Deadline(wait, POLL_SECONDS[0])
        while True:
            if self.read():
                deadline.restart()
            if not deadline.pause():
                return

    def finish(self, within: float) -> ecs_tasks.Task | None:
        """The stopped task, or None when it still runs after ``within`` seconds.

        ``exit_code`` is None where the task never ran. Raises DeliveryError where ECS does not know
        the task within UNKNOWN_SECONDS.
        """
        task = self._wait(Deadline(within, *POLL_SECONDS))
        if task is not None and not task.complete:
            task = self._wait_for_exit_code(task)
        if task is not None and task.exit_code is not None:
            self.read_late_lines(task.exit_code)
        return task

    def _wait(self, deadline: Deadline) -> ecs_tasks.Task | None:
        """The task once it is stopped."""
        unknown, was_known = Deadline(UNKNOWN_SECONDS), False
        while not deadline.is_over:
            task = ecs_tasks.task(self.service, self.arn)
            if self.read():
                deadline.hurry()
            was_known = was_known or task is not None
            if not was_known and unknown.is_over:
                raise self.unknown()
            if task is not None and task.stopped:
                return task
            self.waiting.on(f"The task is {'not known yet' if task is None else task.status}")
            deadline.pause()
        return None

    def _wait_for_exit_code(self, task: ecs_tasks.Task) -> ecs_tasks.Task:
        """The same task with its exit code, if ECS knows it in time."""
        deadline = Deadline(EXIT_CODE_SECONDS, AGAIN_SECONDS)
        while not task.complete and deadline.pause():
            task = ecs_tasks.task(self.service, self.arn) or task
        return task

    def stop(self, reason: str) -> None:
        """Stop the task and wait until it is stopped. Raises DeliveryError where it does not."""
        deadline = Deadline(STOP_SECONDS, AGAIN_SECONDS)
        while not ecs_tasks.stop(self.service, self.arn, f"delivery: {reason}"):
            if not deadline.pause():
                raise self.unknown()
        if self._wait(deadline) is None:
            raise DeliveryError(
                f"The task {self.arn} did not stop within {STOP_SECONDS:.0f} s.",
                self.look,
            )
        self.read_late_lines(None)

    def unknown(self) -> DeliveryError:
        return DeliveryError(
            f"ECS started the task {self.arn}, but does not find it. It may be running.",
            self.look,
        )

    @property
    def look(self) -> str:
        cluster, task = self.service.cluster, self.arn
        return (
            f"See what it does with `aws ecs describe-tasks --cluster {cluster} --tasks {task}`, "
            f"and stop it with `aws ecs stop-task --cluster {cluster} --task {task}`."
        )
