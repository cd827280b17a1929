"""ECS: the tasks of a service, and tasks that run once.

ECS is eventually consistent: calls right after RunTask may not find the task, and the exit code of
a stopped task may appear later than its status.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from delivery.aws.ecs import Service, ServiceState
from delivery.aws.session import client, doing
from delivery.tools.errors import DeliveryError
from delivery.tools.waiting import Deadline

NO_VARIABLES: Final[Mapping[str, str]] = {}
IN_A_WHILE: Final = "Run the command again in a minute."
DESCRIBED_SECONDS: Final = 10.0
PAUSES: Final = (0.2, 2.0)
NOT_IN_STARTED_BY: Final = re.compile(r"[^A-Za-z0-9/_-]")


@dataclass(frozen=True, slots=True)
class Task:
    """``exit_code`` is the container's. It is None until ECS knows it.

    It stays None if the container ``never_started``.
    """

    status: str
    exit_code: int | None = None
    never_started: bool = False
    reason: str = ""

    @property
    def stopped(self) -> bool:
        return self.status == "STOPPED"

    @property
    def complete(self) -> bool:
        """Whether nothing more will become known about this task."""
        return self.stopped and (self.exit_code is not None or self.never_started)


@dataclass(frozen=True, slots=True)
class RunningTask:
    """One of a service's tasks. ``health`` is HEALTHY, UNHEALTHY or UNKNOWN, as ECS returns it."""

    id: str
    status: str
    health: str
    task_definition: str


@dataclass(frozen=True, slots=True)
class StartedTask:
    """A task that runs once. ``command`` is the command of its container."""

    arn: str
    status: str
    command: tuple[str, ...]
    task_definition: str
    exit_code: int | None
    created: datetime | None
    stopped: datetime | None

    @property
    def id(self) -> str:
        return self.arn.rpartition("/")[2]


def run_task(
    service: Service,
    start: ServiceState,
    command: Sequence[str],
    started_by: str,
    token: str,
    variables: Mapping[str, str] = NO_VARIABLES,
) -> str:
    """Start a task that runs the command in the container. Returns its ARN.

    Calls with the same token start only one task. ``variables`` replace variables of the task
    definition, except secrets. ECS shows ``started_by`` beside the task. Characters that ECS does
    not accept in it become hyphens.
    """
    container = {
        "name": service.container,
        "command": list(command),
        "environment": [{"name": name, "value": text} for name, text in variables.items()],
    }
    with doing(f"Starting a task of {service.name}"):
        found = client("ecs").run_task(
            cluster=service.cluster,
            taskDefinition=start.task_definition,
            launchType="FARGATE",
            networkConfiguration=start.network,
            startedBy=NOT_IN_STARTED_BY.sub("-", started_by)[:36],
            clientToken=token,
            overrides={"containerOverrides": [container]},
        )
    if found["failures"]:
        failure = found["failures"][0]
        reason = failure.get("detail") or failure.get("reason", "no reason given")
        raise DeliveryError(f"ECS did not start the task: {reason}.", IN_A_WHILE)
    return str(found["tasks"][0]["taskArn"])


def task(service: Service, arn: str) -> Task | None:
    """The task. None as long as ECS does not find it."""
    with doing(f"Reading the state of the task {arn}"):
        found = client("ecs").describe_tasks(cluster=service.cluster, tasks=[arn])
    if not found["tasks"]:
        return None
    one = found["tasks"][0]
    container = run_container(service, one)
    return Task(
        status=one["lastStatus"],
        exit_code=container.get("exitCode"),
        never_started=one.get("stopCode") == "TaskFailedToStart",
        reason=container.get("reason") or one.get("stoppedReason", ""),
    )


def run_container(service: Service, found: Mapping[str, Any]) -> dict[str, Any]:
    """The service's container in a task. Empty if it does not exist yet."""
    containers = {one["name"]: one for one in found["containers"]}
    return dict(containers.get(service.container, {}))


def running(service: Service) -> list[RunningTask]:
    """The service's tasks."""
    ecs, where = client("ecs"), {"cluster": service.cluster}
    with doing(f"Listing the tasks of {service.name}"):
        arns = ecs.list_tasks(**where, serviceName=service.name, desiredStatus="RUNNING")
        if not arns["taskArns"]:
            return []
        found = ecs.describe_tasks(**where, tasks=arns["taskArns"][:100])["tasks"]
    tasks = [
        RunningTask(
            one["taskArn"].rpartition("/")[2],
            one["lastStatus"],
            one.get("healthStatus", "UNKNOWN"),
            one["taskDefinitionArn"],
        )
        for one in found
    ]
    return sorted(tasks, key=lambda one: one.id)


def started(service: Service, family: str, started_by: str = "") -> list[StartedTask]:
    """The family's tasks whose startedBy begins with ``started_by``, the oldest first.

    ECS may list a task before it can describe it, so this retries for a while. ECS does not remove
    a stopped task within an hour.
    """
    deadline = Deadline(DESCRIBED_SECONDS, *PAUSES)
    arns = listed(service, family)
    found = described(service, arns)
    while len(found) < len(arns) and deadline.pause():
        found = described(service, arns)
    own = [
        started_task(service, one)
        for one in found
        if one.get("startedBy", "").startswith(started_by)
    ]
    return sorted(own, key=lambda one: (str(one.created), one.id))


def listed(service: Service, family: str) -> list[str]:
    """ARNs of running tasks and of stopped tasks.

    Running tasks are listed first, so a task that ends between the two lists is in both. In the
    other order it would be in neither.
    """
    pages = client("ecs").get_paginator("list_tasks")
    with doing(f"Listing the tasks of {family}"):
        found = [
            arn
            for status in ("RUNNING", "STOPPED")
            for page in pages.paginate(cluster=service.cluster, family=family, desiredStatus=status)
            for arn in page["taskArns"]
        ]
    return list(dict.fromkeys(found))


def described(service: Service, arns: Sequence[str]) -> list[dict[str, Any]]:
    ecs = client("ecs")
    with doing("Reading the states of tasks"):
        return [
            one
            for some in batched(arns, 100)
            for one in ecs.describe_tasks(cluster=service.cluster, tasks=some)["tasks"]
        ]


def batched(words: Sequence[str], size: int) -> list[list[str]]:
    return [list(words[at : at + size]) for at in range(0, len(words), size)]


def started_task(service: Service, found: Mapping[str, Any]) -> StartedTask:
    overrides = found.get("overrides", {}).get("containerOverrides", [])
    commands = {one.get("name"): one.get("command", []) for one in overrides}
    return StartedTask(
        arn=found["taskArn"],
        status=found["lastStatus"],
        command=tuple(commands.get(service.container, [])),
        task_definition=found["taskDefinitionArn"],
        exit_code=run_container(service, found).get("exitCode"),
        created=found.get("createdAt"),
        stopped=found.get("stoppedAt"),
    )


def last_stopped(service: Service, revision: str) -> tuple[str, str] | None:
    """ARN and stop reason of the service's task of that revision that stopped last.

    None if ECS knows none. ECS lists a stopped task for at least an hour.
    """
    ecs, where = client("ecs"), {"cluster": service.cluster}
    with doing(f"Looking for stopped tasks of {service.name}"):
        arns = ecs.list_tasks(**where, serviceName=service.name, desiredStatus="STOPPED")
        if not arns["taskArns"]:
            return None
        found = ecs.describe_tasks(**where, tasks=arns["taskArns"][:100])["tasks"]
    own = [one for one in found if one["taskDefinitionArn"] == revision]
    if not own:
        return None
    last = max(own, key=lambda one: str(one.get("stoppedAt", "")))
    container = run_container(service, last)
    code = container.get("exitCode")
    reason = container.get("reason") or last.get("stoppedReason", "ECS gives no reason")
    return last["taskArn"], f"{reason}{'' if code is None else f', exit code {code}'}"


def stop(service: Service, arn: str, reason: str) -> bool:
    """Stop the task. Returns False if ECS does not know it."""
    with doing(f"Stopping the task {arn}"):
        try:
            client("ecs").stop_task(cluster=service.cluster, task=arn, reason=reason)
        except ClientError as error:
            if "was not found" in error.response["Error"].get("Message", ""):
                return False
            raise
    return True
