"""Where the value of a template's parameter comes from. Pure.

By its name, the first that there is of:

    a value that was handed in → an output of a stack before it, or what replaces the stack
    → a variable of delivery
    → what the stack has → the template's default

A stack so names nothing of another one, and what was decided once stays so. Protection against
deletion is the exception: each deployment that is not told otherwise switches it on again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from delivery.tools import config
from delivery.tools.errors import PROGRAM, DeliveryError

PROTECTION: Final = "Protected"

Wanted = Mapping[str, str | None]  # names and defaults, as a template states them


@dataclass(frozen=True, slots=True)
class Sources:
    """``given`` was handed in, ``variables`` are delivery's; ``decided`` is what people decide."""

    given: Mapping[str, str]
    variables: Mapping[str, str]
    decided: frozenset[str]


@dataclass(frozen=True, slots=True)
class Replacement:
    """``outputs`` are what a stack would give, ``given`` those that variables give instead."""

    outputs: frozenset[str]
    given: Mapping[str, str]


def values(
    stack: str,
    wanted: Wanted,
    sources: Sources,
    outputs: Mapping[str, str],
    held: Mapping[str, str],
) -> dict[str, str]:
    """A value for each parameter. Raises DeliveryError that names those without one."""
    defaults = {name: default for name, default in wanted.items() if default is not None}
    kept = {key: value for key, value in held.items() if key != PROTECTION}
    known = {**defaults, **kept, **sources.variables, **outputs, **sources.given}
    if missing := sorted(wanted.keys() - known.keys()):
        raise DeliveryError(
            f"The stack {stack} needs {', '.join(missing)}, and no earlier stack has such "
            "an output.",
            f"Deploy all stacks in their order: {PROGRAM} stack deploy",
        )
    return {name: known[name] for name in wanted}


def refuse_unknown(sources: Sources, wanted: Mapping[str, Wanted]) -> None:
    known = {name for names in wanted.values() for name in names}
    if unknown := sorted(sources.given.keys() - known):
        raise DeliveryError(
            f"No template that is deployed has a parameter {' or '.join(unknown)}.",
            f"There are: {', '.join(sorted(known))}.",
        )


def refuse_malformed(sources: Sources, replaced: Mapping[str, Replacement]) -> None:
    """Hosts and addresses that could never match, for one, by the names of their variables."""
    handed_in = {key: text for one in replaced.values() for key, text in one.given.items()}
    found = {**handed_in, **sources.variables, **sources.given}
    config.refuse_malformed({config.variable(name): text for name, text in found.items()})


def refuse_not_given(
    replaced: Mapping[str, Replacement],
    sources: Sources,
    wanted: Mapping[str, Wanted],
    held: Mapping[str, Mapping[str, str]],
) -> None:
    """What replaces a stack must give all that the others need of it, or nothing is changed."""
    given = {name for one in replaced.values() for name in one.given}
    outputs = {name for one in replaced.values() for name in one.outputs}
    missing = {
        name
        for stack, names in wanted.items()
        for name, default in names.items()
        if name in outputs and default is None
        if name not in {*given, *sources.given, *sources.variables, *held.get(stack, {})}
    }
    if missing:
        raise DeliveryError(
            f"{', '.join(sorted(replaced))} is in EXISTING_STACKS, so these variables "
            "must be set: "
            f"{', '.join(sorted(config.variable(name) for name in missing))}.",
            "Set them to the names and addresses of what the account has.",
        )


def refuse_undecided(
    sources: Sources, wanted: Mapping[str, Wanted], held: Mapping[str, Mapping[str, str]]
) -> None:
    """What people decide and nobody has, of all stacks at once."""
    missing = {
        name
        for stack, names in wanted.items()
        for name, default in names.items()
        if name in sources.decided and default is None
        if name not in {**sources.given, **sources.variables, **held.get(stack, {})}
    }
    if missing:
        raise DeliveryError(
            f"These parameters have no value: {', '.join(sorted(missing))}.",
            "Set each as a variable, or add --parameter NAME=VALUE. The stack keeps the value.",
        )
