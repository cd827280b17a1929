"""What is wrong and what to type, found by checks that keep each other from nothing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from delivery.tools.errors import DeliveryError


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, and a remedy."""

    what: str
    remedy: str


Check = Callable[[], Iterable[Finding]]


def made(checks: Mapping[str, Check]) -> dict[str, list[Finding]]:
    """The findings of each check by its name. One that cannot be made is a finding itself."""
    return {name: found(check) for name, check in checks.items()}


def found(check: Check) -> list[Finding]:
    try:
        return list(check())
    except DeliveryError as error:
        return [Finding(f"Not checked: {error.message}", error.remedy)]
