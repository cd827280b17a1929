"""ECS tasks that run once: started beside a service, watched, stopped.

ECS is eventually consistent: calls right after RunTask may not find the task, and the exit code of
a stopped one may be known later than its status.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ClientError

from delivery.aws.session import client, doing
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import Production

IN_A_WHILE: Final = "Run the command again in a minute."
NOT_IN_STARTED_BY: Final = re.compile(r"[^A-Za-z0-9/_-]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the service's own tasks run: its task definition's ARN, and its network."""

    task_definition: str
    network: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """``exit_code`` is the named container's, and None before ECS knows it.

    It stays None where the container ``never_started``.
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
        """Whether nothing more will become known of it."""
        return self.stopped and (self.exit_code is not None or self.never_started)


def place(stage: Production) -> Place:
    with doing(f"Looking up the service {stage.service}"):
        found = client("ecs").describe_services(cluster=stage.cluster, services=[stage.service])
    active = [service for service in found["services"] if service["status"] == "ACTIVE"]
    if not active:
        raise DeliveryError(
            f"There is no service {stage.service} in the cluster {stage.cluster}.",
            "Create it with `python -m delivery stack deploy service`.",
        )
    return Place(active[0]["taskDefinition"], active[0].get("networkConfiguration", {}))


def start(
    stage: Production, where: Place, words: Sequence[str], started_by: str, token: str
) -> str:
    """ARN of a task that runs ``manage.py <words>``. The same token starts it once.

    ``started_by`` is shown beside the task; what ECS does not accept in it becomes a hyphen.
    """
    with doing(f"Starting a task for {words[0]}"):
        answer = client("ecs").run_task(
            cluster=stage.cluster,
            taskDefinition=where.task_definition,
            launchType="FARGATE",
            networkConfiguration=where.network,
            startedBy=NOT_IN_STARTED_BY.sub("-", started_by)[:36],
            clientToken=token,
            overrides={
                "containerOverrides": [
                    {"name": stage.container, "command": ["python", "manage.py", *words]}
                ]
            },
        )
    if answer["failures"]:
        failure = answer["failures"][0]
        said = failure.get("detail") or failure.get("reason", "no reason given")
        raise DeliveryError(f"ECS did not start the task: {said}.", IN_A_WHILE)
    return str(answer["tasks"][0]["taskArn"])


def describe(stage: Production, arn: str) -> Task | None:
    """The task; None while ECS does not know it."""
    with doing(f"Reading the state of the task {arn}"):
        response = client("ecs").describe_tasks(cluster=stage.cluster, tasks=[arn])
    if not response["tasks"]:
        return None
    task = response["tasks"][0]
    containers = {one["name"]: one for one in task["containers"]}
    container = containers.get(stage.container, {})
    return Task(
        status=task["lastStatus"],
        exit_code=container.get("exitCode"),
        never_started=task.get("stopCode") == "TaskFailedToStart",
        reason=container.get("reason") or task.get("stoppedReason", ""),
    )


def last_stopped(stage: Production, task_definition: str) -> tuple[str, str] | None:
    """ARN and reason of the service's task of that revision that stopped last.

    None where ECS knows of none; it forgets a stopped task within an hour.
    """
    ecs, where = client("ecs"), {"cluster": stage.cluster}
    with doing(f"Looking for stopped tasks of {stage.service}"):
        arns = ecs.list_tasks(**where, serviceName=stage.service, desiredStatus="STOPPED")
        if not arns["taskArns"]:
            return None
        found = ecs.describe_tasks(**where, tasks=arns["taskArns"][:100])["tasks"]
    own = [task for task in found if task["taskDefinitionArn"] == task_definition]
    if not own:
        return None
    task = max(own, key=lambda one: str(one.get("stoppedAt", "")))
    containers = {one["name"]: one for one in task["containers"]}
    container = containers.get(stage.container, {})
    code = container.get("exitCode")
    reason = container.get("reason") or task.get("stoppedReason", "ECS gives no reason")
    return task["taskArn"], f"{reason}{'' if code is None else f', exit code {code}'}"


def stop(stage: Production, arn: str, reason: str) -> bool:
    """Whether ECS knew the task and was told to stop it."""
    with doing(f"Stopping the task {arn}"):
        try:
            client("ecs").stop_task(cluster=stage.cluster, task=arn, reason=reason)
        except ClientError as error:
            if "was not found" in error.response["Error"].get("Message", ""):
                return False
            raise
    return True


def log_of(stage: Production, task_definition: str) -> tuple[str, str]:
    """Log group of the tasks' container, and the prefix of its streams: a task's id follows it.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
    """
    with doing(f"Reading the task definition {task_definition}"):
        found = client("ecs").describe_task_definition(taskDefinition=task_definition)
    containers = found["taskDefinition"]["containerDefinitions"]
    container = next(c for c in containers if c["name"] == stage.container)
    options = container["logConfiguration"]["options"]
    return options["awslogs-group"], f"{options['awslogs-stream-prefix']}/{stage.container}/"
