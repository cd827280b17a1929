"""Production's ECS service, and the revisions of its task definition."""

from typing import Any, Final

from delivery.aws import ecs
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PRODUCTION

SERVICE: Final = ecs.Service(PRODUCTION.cluster, PRODUCTION.service, PRODUCTION.container)


def state() -> ecs.ServiceState:
    """Raises DeliveryError where there is no service."""
    return ecs.state(SERVICE, PRODUCTION.missing)


def revision(name: str) -> dict[str, Any]:
    """As ECS describes it. ``name``: ``7``, ``itg-backend:7`` or its ARN. Raises DeliveryError."""
    found = ecs.task_definition(f"{PRODUCTION.family}:{name}" if name.isdecimal() else name)
    if found["status"] != "ACTIVE" or found["family"] != PRODUCTION.family:
        raise DeliveryError(
            f"{name} is not an active revision of {PRODUCTION.family}.",
            f"List them with `aws ecs list-task-definitions --family-prefix {PRODUCTION.family}`.",
        )
    return found


def image_of(name: str) -> tuple[str, str]:
    """A revision's ARN, and its image. Raises DeliveryError."""
    found = revision(name)
    return found["taskDefinitionArn"], ecs.container_of(SERVICE, found)["image"]


def secrets_of(arn: str) -> list[str]:
    """What a revision's container refers to its secrets by."""
    container = ecs.container_of(SERVICE, ecs.task_definition(arn))
    return [entry["valueFrom"] for entry in container.get("secrets", [])]
