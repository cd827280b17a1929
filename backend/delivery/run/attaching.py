"""The tasks that commands of delivery started in production, found again."""

from datetime import UTC, datetime

from delivery.aws import ecs, ecs_tasks, logs
from delivery.run import one_off, service
from delivery.run.rules import written
from delivery.run.service import SERVICE
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.progress import Say
from delivery.tools.stages import PRODUCTION

LIST = f"`{PROGRAM} run attach` lists the tasks that ECS knows."


def tasks() -> list[ecs_tasks.StartedTask]:
    """Those that run, and those that stopped within the hour; the oldest first."""
    return ecs_tasks.started(SERVICE, PRODUCTION.family, one_off.STARTED_BY)


def find(name: str, say: Say) -> ecs_tasks.StartedTask:
    """The one whose id is or begins so; ``name`` may be an ARN.

    Raises DeliveryError where there is none, after its lines if the log still has them.
    """
    wanted = name.rpartition("/")[2]
    found = [one for one in tasks() if one.id.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise DeliveryError(f"The ids of {len(found)} tasks begin with {wanted}.", LIST)
    raise forgotten(wanted, say)


def forgotten(task: str, say: Say) -> DeliveryError:
    """The error about a task that ECS does not know any more, or never knew."""
    group, prefix = ecs.log_of(SERVICE, service.state().task_definition)
    lines = logs.Stream(group, f"{prefix}{task}").read()
    for line in lines:
        say(line)
    if not lines:
        return DeliveryError(f"The task {task} does not run a command of delivery.", LIST)
    return DeliveryError(
        f"The task {task} has ended, and ECS no longer knows its exit code.",
        "Its lines are above. ECS forgets a task an hour after its end.",
    )


def log_of(found: ecs_tasks.StartedTask) -> tuple[str, str]:
    return ecs.log_of(SERVICE, found.task_definition)


def words_of(found: ecs_tasks.StartedTask) -> list[str]:
    """Of ``manage.py``."""
    return list(found.command[len(one_off.MANAGE) :]) or ["?"]


def duration_ms(found: ecs_tasks.StartedTask) -> int:
    """From its start to its end; to now where ECS says neither."""
    now = datetime.now(UTC)
    stopped = next((one.stopped for one in tasks() if one.arn == found.arn), None)
    return round(((stopped or now) - (found.created or now)).total_seconds() * 1000)


def row(found: ecs_tasks.StartedTask) -> dict[str, str]:
    """For the list. What may be secret of a command is hidden, as in the audit."""
    status = found.status if found.exit_code is None else f"exit code {found.exit_code}"
    return {
        "task": found.id,
        "command": written(words_of(found)),
        "since": "" if found.created is None else f"{found.created.astimezone(UTC):%m-%d %H:%M}",
        "status": status,
        "revision": found.task_definition.rpartition("/")[2],
    }
