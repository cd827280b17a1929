"""How well a part of a stage is, and the exit code that says it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

from delivery.tools.errors import DeliveryError


class Health(IntEnum):
    """The numbers are exit codes: 1 and 2 say that a command failed, or its words were wrong."""

    WELL = 0
    ATTENTION = 3
    DOWN = 4


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the screen. ``facts`` are the same for programs."""

    name: str
    health: Health
    words: str
    facts: dict[str, Any] = field(default_factory=dict)


def look(name: str, at: Callable[[], Part]) -> Part:
    """The part; or that it is not known and why, which needs attention as well."""
    try:
        return at()
    except DeliveryError as error:
        return unknown(name, error.message)


def unknown(name: str, why: str) -> Part:
    return Part(name, Health.ATTENTION, f"not known: {why}", {"unknown": why})


def worst(parts: Sequence[Part]) -> Health:
    return max((part.health for part in parts), default=Health.WELL)


def attention(needed: bool) -> Health:
    return Health.ATTENTION if needed else Health.WELL


def age(at: datetime) -> float:
    """Seconds since then."""
    return max((datetime.now(UTC) - at).total_seconds(), 0.0)


def lasting(seconds: float) -> str:
    """Such as ``40 s``, ``12 min``, ``5 h``, ``9 days``: one number, rounded down."""
    for unit, size, until in (("s", 1, 120), ("min", 60, 7200), ("h", 3600, 172_800)):
        if seconds < until:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds // 86_400)} days"


def moment(at: datetime) -> str:
    """In UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"
