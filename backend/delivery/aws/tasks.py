"""ECS tasks that run once: started beside a service, watched, stopped.

A task's exit code is its *named* container's, and None means that it never ran.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from delivery.aws.session import client, doing
from delivery.errors import DeliveryError
from delivery.stages import Stage

IN_A_WHILE = "Run the command again in a minute."


@dataclass(frozen=True, slots=True)
class Place:
    """Where the service's own tasks run: its task definition's ARN, and its network."""

    task_definition: str
    network: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """``exit_code`` and ``reason`` are known once ``stopped``."""

    stopped: bool
    exit_code: int | None
    reason: str


def place(stage: Stage) -> Place:
    with doing(f"Looking up the service {stage.service}"):
        found = client("ecs").describe_services(cluster=stage.cluster, services=[stage.service])
    active = [service for service in found["services"] if service["status"] == "ACTIVE"]
    if not active:
        raise DeliveryError(
            f"There is no service {stage.service} in the cluster {stage.cluster}.",
            "Create it with `python -m delivery stack deploy service`.",
        )
    return Place(active[0]["taskDefinition"], active[0].get("networkConfiguration", {}))


def start(stage: Stage, where: Place, words: Sequence[str], started_by: str, token: str) -> str:
    """ARN of a task that runs ``manage.py <words>``. The same token starts it once."""
    with doing(f"Starting a task for {words[0]}"):
        answer = client("ecs").run_task(
            cluster=stage.cluster,
            taskDefinition=where.task_definition,
            launchType="FARGATE",
            networkConfiguration=where.network,
            startedBy=started_by[:36],
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


def describe(stage: Stage, arn: str) -> Task:
    with doing(f"Asking after the task {arn}"):
        answer = client("ecs").describe_tasks(cluster=stage.cluster, tasks=[arn])
    if not answer["tasks"]:
        raise DeliveryError(f"ECS knows no task {arn}.", IN_A_WHILE)
    task = answer["tasks"][0]
    container = next(c for c in task["containers"] if c["name"] == stage.container)
    return Task(
        stopped=task["lastStatus"] == "STOPPED",
        exit_code=container.get("exitCode"),
        reason=container.get("reason") or task.get("stoppedReason", ""),
    )


def stop(stage: Stage, arn: str, reason: str) -> None:
    with doing(f"Stopping the task {arn}"):
        client("ecs").stop_task(cluster=stage.cluster, task=arn, reason=reason)


def log_of(stage: Stage, task_definition: str, arn: str) -> tuple[str, str]:
    """Log group and stream of the task's container, as the awslogs driver names them."""
    with doing(f"Reading the task definition {task_definition}"):
        found = client("ecs").describe_task_definition(taskDefinition=task_definition)
    containers = found["taskDefinition"]["containerDefinitions"]
    container = next(c for c in containers if c["name"] == stage.container)
    options = container["logConfiguration"]["options"]
    task = arn.rpartition("/")[2]
    return (
        options["awslogs-group"],
        f"{options['awslogs-stream-prefix']}/{stage.container}/{task}",
    )
