"""Secrets of production that are missing, and those that nothing reads."""

from collections.abc import Iterator
from typing import Final

from delivery.aws import secretsmanager
from delivery.operate.doctor.diagnosis import Finding
from delivery.operate.doctor.variables import RELEASE
from delivery.operate.production import Running
from delivery.release import secrets, task_definition
from delivery.tools.stages import PRODUCTION

FOLDER: Final = PRODUCTION.secret("")


def missing(running: Running) -> Iterator[Finding]:
    """What the task definition refers to and a new task would not get."""
    for name, reference in running.secrets.items():
        (arn,) = secrets.arns_in([reference])
        found = secretsmanager.find(arn)
        if found is None:
            yield Finding(
                f"The secret of {name} is gone, so no new task can start: {arn}.",
                f"Give its value to the workflow again. {RELEASE}",
            )
            continue
        labels = [label for _, label in secrets.labelled([reference])]
        for label in labels or [secretsmanager.CURRENT]:
            if label not in found.versions:
                yield Finding(f"The secret of {name} has no version {label}.", RELEASE)


def unused(running: Running) -> Iterator[Finding]:
    """Secrets below production's name, of no variable or of one that the service lacks."""
    for name in sorted(secretsmanager.names(FOLDER)):
        variable = name.removeprefix(FOLDER)
        if variable not in task_definition.SECRETS:
            yield Finding(
                f"Nothing reads the secret {name}.",
                f"aws secretsmanager delete-secret --secret-id {name} --recovery-window-in-days 30",
            )
        elif variable not in running.secrets:
            yield Finding(
                f"The secret {name} exists, but the revision in service does not read it.", RELEASE
            )
