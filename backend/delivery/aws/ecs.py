"""The ECS service of a stage: its task definitions, and what becomes of a rollout."""

from dataclasses import dataclass
from typing import Any, Final

from delivery.aws.session import client, doing
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import Production

# After three tasks that do not become healthy ECS goes back by itself.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
CONFIGURATION: Final = {
    "deploymentCircuitBreaker": {"enable": True, "rollback": True},
    "minimumHealthyPercent": 100,
    "maximumPercent": 200,
}


@dataclass(frozen=True, slots=True)
class Rollout:
    """The PRIMARY deployment. ``steady`` when it alone is left and complete."""

    task_definition: str
    steady: bool
    reason: str
    running: int
    desired: int
    older: int  # deployments that are not gone yet


def register(document: dict[str, Any]) -> str:
    """ARN of the new revision."""
    with doing(f"Registering the task definition {document['family']}"):
        made = client("ecs").register_task_definition(**document)
    return str(made["taskDefinition"]["taskDefinitionArn"])


def secrets_of(stage: Production, task_definition: str) -> list[str]:
    """What the revision's container refers to its secrets by."""
    container = container_of(stage, described(task_definition))
    return [entry["valueFrom"] for entry in container.get("secrets", [])]


def image_of(stage: Production, revision: str) -> tuple[str, str]:
    """The revision's ARN, and its image. ``revision``: ``7``, ``itg-backend:7`` or its ARN."""
    found = described(f"{stage.family}:{revision}" if revision.isdecimal() else revision)
    if found["status"] != "ACTIVE" or found["family"] != stage.family:
        raise DeliveryError(
            f"{revision} is no active revision of {stage.family}.",
            f"See them with `aws ecs list-task-definitions --family-prefix {stage.family}`.",
        )
    return found["taskDefinitionArn"], container_of(stage, found)["image"]


def described(task_definition: str) -> dict[str, Any]:
    with doing(f"Reading the task definition {task_definition}"):
        found = client("ecs").describe_task_definition(taskDefinition=task_definition)
    return dict(found["taskDefinition"])


def container_of(stage: Production, found: dict[str, Any]) -> dict[str, Any]:
    containers = found["containerDefinitions"]
    return dict(next(one for one in containers if one["name"] == stage.container))


def point(stage: Production, task_definition: str) -> None:
    """Make the service run that revision; returns before it does."""
    with doing(f"Updating the service {stage.service}"):
        client("ecs").update_service(
            cluster=stage.cluster,
            service=stage.service,
            taskDefinition=task_definition,
            deploymentConfiguration=CONFIGURATION,
        )


def rollout(stage: Production) -> Rollout:
    with doing(f"Asking after the service {stage.service}"):
        found = client("ecs").describe_services(cluster=stage.cluster, services=[stage.service])
    deployments = found["services"][0]["deployments"]
    primary = next(entry for entry in deployments if entry["status"] == "PRIMARY")
    reasons = [
        entry.get("rolloutStateReason", "")
        for entry in deployments
        if entry.get("rolloutState") == "FAILED"
    ]
    return Rollout(
        task_definition=primary["taskDefinition"],
        steady=len(deployments) == 1 and primary.get("rolloutState") == "COMPLETED",
        reason="; ".join(reasons) or primary.get("rolloutStateReason", ""),
        running=primary.get("runningCount", 0),
        desired=primary.get("desiredCount", 0),
        older=len(deployments) - 1,
    )
