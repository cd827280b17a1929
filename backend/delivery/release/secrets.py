"""New values of secrets, as versions with a label of the release, beside the current values.

AWSCURRENT stays where it is until the release serves. A version without a label may be deleted by
AWS at any time, so the release's own stays on it; the newest KEPT of them are kept. Older ones are
taken away before a release as well as after it, because failed releases leave labels too, and AWS
allows 20 of a secret. https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from delivery.aws import secretsmanager
from delivery.aws.secretsmanager import CURRENT, Secret
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PRODUCTION

LABEL: Final = "release-"  # how the labels begin
KEPT: Final = 10
# Of a task definition: the secret's ARN, then key of a JSON value, label and version.
LABELLED: Final = re.compile(r"(arn:[\w-]+:secretsmanager:[\w-]+:\d+:secret:[^:]+)::([^:]+):")


@dataclass(frozen=True, slots=True)
class Reference:
    """A task definition's reference to a secret, and the id of the version behind it."""

    text: str
    version: str


@dataclass(frozen=True, slots=True)
class ReleaseSecrets:
    """Production's secrets by variable, as they were at the start of the command."""

    held: Mapping[str, Secret]

    @property
    def references(self) -> dict[str, Reference]:
        return {variable: current(secret) for variable, secret in self.held.items()}

    def write(self, values: Mapping[str, str], label: str) -> dict[str, Reference]:
        """Store the new values. Returns the references for a task definition, by variable.

        If the secret has this value already, the reference is its ARN, which means AWSCURRENT.
        """
        return {
            variable: self._write(variable, value, label)
            for variable, value in sorted(values.items())
        }

    def make_room(self, in_service: Callable[[], Iterable[str]]) -> None:
        """Take away old labels, but none that is in use. ``in_service`` are the references of the
        revision in service.

        A rollback in progress uses labels of AWSCURRENT.
        """
        if full := [one for one in self.held.values() if labels_of(one)[:-KEPT]]:
            used = {label for _, label in labelled(in_service())}
            for secret in full:
                trim(secret, used | secret.labels_of_current)

    def _write(self, variable: str, value: str, label: str) -> Reference:
        name, secret = PRODUCTION.secret(variable), self.held.get(variable)
        if secret is None:
            return current(secretsmanager.create(name, value))
        written = secretsmanager.put(name, secret, value, label)
        return Reference(f"{secret.arn}::{label}:", written) if written else current(secret)


def current(secret: Secret) -> Reference:
    return Reference(secret.arn, secret.versions.get(CURRENT, ""))


def look_up(variables: Iterable[str]) -> ReleaseSecrets:
    """The secrets of these variables. Raises DeliveryError if one is being deleted."""
    found = {
        variable: secretsmanager.find(PRODUCTION.secret(variable)) for variable in sorted(variables)
    }
    return ReleaseSecrets({variable: secret for variable, secret in found.items() if secret})


def label_of(at: str) -> str:
    """The label of the values that a release writes; ``at`` is its time, as on record."""
    return LABEL + re.sub("[-:.]", "", at)


def is_of_release(label: str) -> bool:
    return label.startswith(LABEL)


def arns_in(references: Iterable[str]) -> list[str]:
    """ARNs without keys of JSON, labels and versions."""
    return [":".join(reference.split(":")[:7]) for reference in references]


def labelled(references: Iterable[str]) -> Iterator[tuple[str, str]]:
    """ARN and label of references with a release's label."""
    for reference in references:
        found = LABELLED.fullmatch(reference)
        if found and is_of_release(found[2]):
            yield found[1], found[2]


def promote(references: Iterable[str]) -> list[str]:
    """Make the labelled values AWSCURRENT, because they work. Returns the ARNs."""
    promoted = []
    for arn, label in labelled(references):
        secret = existing(arn)
        if label not in secret.versions:
            raise DeliveryError(
                f"The secret {arn} has no version {label} any more.", "Release the commit again."
            )
        if secret.versions[label] != secret.versions.get(CURRENT):
            secretsmanager.move(secret, CURRENT, secret.versions[label])
            promoted.append(arn)
        trim(secret, {label})
    return promoted


def labels_of(secret: Secret) -> list[str]:
    """The labels of releases, the oldest first."""
    return sorted(filter(is_of_release, secret.versions))


def trim(secret: Secret, used: Collection[str]) -> None:
    """Take away the labels of releases, except for the newest KEPT and the ``used`` ones."""
    for old in labels_of(secret)[:-KEPT]:
        if old not in used:
            secretsmanager.move(secret, old, None)


def renew(references: Iterable[str]) -> None:
    """Move labels to the values of AWSCURRENT, so that an old revision gets current values."""
    for arn, label in labelled(references):
        secret = existing(arn)
        if secret.versions.get(label) != secret.versions[CURRENT]:
            secretsmanager.move(secret, label, secret.versions[CURRENT])


def existing(arn: str) -> Secret:
    if not (secret := secretsmanager.find(arn)):
        raise DeliveryError(
            f"There is no secret {arn}.", "Release again. The release writes the secret."
        )
    return secret
