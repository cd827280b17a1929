"""ECS: a service and its rollouts, and revisions of task definitions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from delivery.aws.session import client, doing
from delivery.tools.errors import DeliveryError

# After three tasks that do not become healthy ECS goes back by itself.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
CONFIGURATION: Final = {
    "deploymentCircuitBreaker": {"enable": True, "rollback": True},
    "minimumHealthyPercent": 100,
    "maximumPercent": 200,
}


@dataclass(frozen=True, slots=True)
class Service:
    """``container`` names the container whose image, secrets, log and exit code are used."""

    cluster: str
    name: str
    container: str


@dataclass(frozen=True, slots=True)
class ServiceState:
    """The ARN of a service's task definition, and the network of its tasks."""

    task_definition: str
    network: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rollout:
    """The PRIMARY deployment. ``steady``: it is complete, and no other deployment is left."""

    id: str
    task_definition: str
    steady: bool
    reason: str
    running: int
    desired: int
    older: int  # deployments that still have tasks
    since: datetime | None = None


def state(service: Service, missing: str) -> ServiceState:
    """Raises DeliveryError with the remedy ``missing`` if there is no such service."""
    found = described(service, missing)
    return ServiceState(found["taskDefinition"], found.get("networkConfiguration", {}))


def described(service: Service, missing: str) -> dict[str, Any]:
    """As DescribeServices returns it. Raises DeliveryError if there is none that is ACTIVE.

    A deleted service is described as INACTIVE for some time.
    """
    with doing(f"Looking up the service {service.name}"):
        found = client("ecs").describe_services(cluster=service.cluster, services=[service.name])
    for one in found["services"]:
        if one["status"] == "ACTIVE":
            return dict(one)
    raise DeliveryError(
        f"There is no service {service.name} in the cluster {service.cluster}.", missing
    )


def update(service: Service, task_definition: str, *, anew: bool = False) -> str:
    """Start a rollout of that revision. Returns the deployment's id, without waiting for it.

    ``anew`` starts all tasks again even if the service runs that revision already.
    """
    with doing(f"Updating the service {service.name}"):
        updated = client("ecs").update_service(
            cluster=service.cluster,
            service=service.name,
            taskDefinition=task_definition,
            deploymentConfiguration=CONFIGURATION,
            forceNewDeployment=anew,
        )
    return str(primary_of(service, updated["service"]["deployments"])["id"])


def primary_of(service: Service, deployments: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Raises DeliveryError if there is no PRIMARY deployment."""
    for one in deployments:
        if one["status"] == "PRIMARY":
            return one
    raise DeliveryError(
        f"The service {service.name} has no PRIMARY deployment.", "Run the command again."
    )


def rollout(service: Service) -> Rollout:
    """Raises DeliveryError if there is no such service."""
    missing = f"`aws ecs list-services --cluster {service.cluster}` lists those that exist."
    deployments = described(service, missing)["deployments"]
    primary = primary_of(service, deployments)
    reasons = [
        entry.get("rolloutStateReason", "")
        for entry in deployments
        if entry.get("rolloutState") == "FAILED"
    ]
    return Rollout(
        id=primary["id"],
        task_definition=primary["taskDefinition"],
        steady=len(deployments) == 1 and primary.get("rolloutState") == "COMPLETED",
        reason="; ".join(reasons) or primary.get("rolloutStateReason", ""),
        running=primary.get("runningCount", 0),
        desired=primary.get("desiredCount", 0),
        older=len(deployments) - 1,
        since=primary.get("createdAt"),
    )


def register(document: Mapping[str, Any]) -> str:
    """ARN of the new revision."""
    with doing(f"Registering the task definition {document['family']}"):
        made = client("ecs").register_task_definition(**document)
    return str(made["taskDefinition"]["taskDefinitionArn"])


def task_definition(revision: str) -> dict[str, Any]:
    """As DescribeTaskDefinition returns it. ``revision`` is ``itg-backend:7`` or an ARN."""
    with doing(f"Reading the task definition {revision}"):
        found = client("ecs").describe_task_definition(taskDefinition=revision)
    return dict(found["taskDefinition"])


def container_of(service: Service, found: Mapping[str, Any]) -> dict[str, Any]:
    """The service's container in a task definition."""
    containers = found["containerDefinitions"]
    return dict(next(one for one in containers if one["name"] == service.container))


def log_of(service: Service, revision: str) -> tuple[str, str]:
    """Log group of the revision's container, and the prefix of its streams, before the task's id.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
    """
    options = container_of(service, task_definition(revision))["logConfiguration"]["options"]
    return options["awslogs-group"], f"{options['awslogs-stream-prefix']}/{service.container}/"
