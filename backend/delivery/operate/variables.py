"""The variables of a stage: each one's name and where its value comes from, and no secret."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.variables import SECRETS, VARIABLES, Variable

TASK: Final = "task definition"
FUNCTION: Final = "function"
IMAGE: Final = "image"
LABEL: Final = ":secret:"  # in the ARN of a secret, before its name
READ: Final = tuple(row for row in VARIABLES if row.reader == "backend")
# What Lambda and the settings need beside the table.
OTHERS: Final = frozenset({"DJANGO_SETTINGS_MODULE"})


@dataclass(frozen=True, slots=True)
class Given:
    """``source`` is where the value comes from; ``value`` is empty for a secret."""

    name: str
    source: str
    value: str = ""


def given(source: str, plain: Mapping[str, str], references: Mapping[str, str]) -> list[Given]:
    """Of every variable that the backend reads, and of those that it is given for nothing.

    ``references`` are what secrets are referred to by. A secret that stands among the plain ones
    is said to, and its value is not shown.
    """
    rows = [of(row, source, plain, references) for row in READ]
    known = {row.name for row in READ} | OTHERS
    unread = sorted((plain.keys() | references.keys()) - known)
    return [*rows, *(Given(name, f"{source}, but nothing reads it") for name in unread)]


def of(row: Variable, source: str, plain: Mapping[str, str], refers: Mapping[str, str]) -> Given:
    if row.name in refers:
        return Given(row.name, secret_of(refers[row.name]))
    if row.name in plain:
        if row.name in SECRETS:
            return Given(row.name, f"{source}, as plain text")
        return Given(row.name, source, plain[row.name])
    if row.name == "APP_VERSION":
        return Given(row.name, IMAGE)
    if row.default and not row.secret:
        return Given(row.name, "default", row.default)
    return Given(row.name, "not set")


def secret_of(reference: str) -> str:
    """Name of the secret, and the label of its version where another one than the current."""
    name, *rest = reference.partition(LABEL)[2].split(":")
    label = rest[1] if len(rest) > 1 else ""
    return f"secret {name.rpartition('-')[0] or name}{f' ({label})' if label else ''}"


def without_references(variables: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Those of a function, plain ones and references to secrets apart."""
    refers = {name: text for name, text in variables.items() if name in SECRETS and is_arn(text)}
    return {name: text for name, text in variables.items() if name not in refers}, refers


def is_arn(text: str) -> bool:
    return text.startswith("arn:")
