"""What production runs, as the tests say it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from delivery.operate.doctor.diagnosis import Finding
from delivery.operate.production import Running


@dataclass
class Rollout:
    task_definition: str = "arn:aws:ecs:us-west-2:123456789012:task-definition/itg-backend:7"


@dataclass
class Given:
    """What production runs, in place of what ECS says."""

    variables: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=dict)
    rollout: Rollout = field(default_factory=Rollout)


def running(**facts: Any) -> Running:
    return cast(Running, Given(**facts))


def what(findings: Iterator[Finding]) -> list[str]:
    return [one.what for one in findings]
