"""New values of secrets beside those in use: versions that carry a label of the release's own.

AWSCURRENT stays where it is until the release serves. A version without a label may be deleted by
AWS at any time, so the release's own stays on it; the newest KEPT of them are kept.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from delivery.aws.session import client, doing
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import Production

CURRENT: Final = "AWSCURRENT"
OURS: Final = "release-"
KEPT: Final = 10
# Of a task definition: the secret's ARN, then key of a JSON value, label and version.
LABELLED: Final = re.compile(r"(arn:[\w-]+:secretsmanager:[\w-]+:\d+:secret:[^:]+)::([^:]+):")


@dataclass(frozen=True, slots=True)
class Secret:
    """``versions`` are ids by label."""

    arn: str
    versions: Mapping[str, str]


def find(name: str) -> Secret | None:
    """The secret of that name or ARN. Raises DeliveryError for one that is being deleted.

    Asked of the secret itself: ListSecrets may lag behind by five minutes.
    """
    store = client("secretsmanager")
    with doing(f"Looking up the secret {name}"):
        try:
            found = store.describe_secret(SecretId=name)
        except store.exceptions.ResourceNotFoundException:
            return None
    if "DeletedDate" in found:
        raise DeliveryError(
            f"The secret {name} is being deleted.",
            f"Keep it with `aws secretsmanager restore-secret --secret-id {name}`.",
        )
    held = found.get("VersionIdsToStages", {}).items()
    return Secret(found["ARN"], {label: version for version, all_ in held for label in all_})


def arns(stage: Production, variables: Iterable[str]) -> dict[str, str]:
    """ARNs by variable, of those that have a secret."""
    found = {variable: find(stage.secret(variable)) for variable in sorted(variables)}
    return {variable: secret.arn for variable, secret in found.items() if secret}


def write(stage: Production, values: Mapping[str, str], label: str) -> dict[str, str]:
    """Keep the values that are new; what a task definition refers to them by, by variable.

    A value that the secret has already is referred to by the ARN alone, which is AWSCURRENT.
    """
    return {
        variable: _write(stage.secret(variable), value, label)
        for variable, value in sorted(values.items())
    }


def _write(name: str, value: str, label: str) -> str:
    store, secret = client("secretsmanager"), find(name)
    with doing(f"Writing the secret {name}"):
        if secret is None:
            return str(store.create_secret(Name=name, SecretString=value)["ARN"])
        if CURRENT in secret.versions:
            held = store.get_secret_value(SecretId=secret.arn, VersionStage=CURRENT)
            if held.get("SecretString") == value:
                return secret.arn
        store.put_secret_value(SecretId=secret.arn, SecretString=value, VersionStages=[label])
    return f"{secret.arn}::{label}:"


def arns_in(references: Iterable[str]) -> list[str]:
    """ARNs without keys of JSON, labels and versions."""
    return [":".join(reference.split(":")[:7]) for reference in references]


def labelled(references: Iterable[str]) -> Iterator[tuple[str, str]]:
    """ARN and label of those that name a label of ours."""
    for reference in references:
        found = LABELLED.fullmatch(reference)
        if found and found[2].startswith(OURS):
            yield found[1], found[2]


def promote(references: Iterable[str]) -> list[str]:
    """Make the labelled values AWSCURRENT, for what serves has proved them; the ARNs of those."""
    promoted = []
    for arn, label in labelled(references):
        secret = existing(arn)
        if label not in secret.versions:
            raise DeliveryError(
                f"The secret {arn} has no version {label} any more.", "Release it again."
            )
        if secret.versions[label] != secret.versions.get(CURRENT):
            move(secret, CURRENT, secret.versions[label])
            promoted.append(arn)
        for old in sorted(one for one in secret.versions if one.startswith(OURS))[:-KEPT]:
            move(secret, old, None)
    return promoted


def renew(references: Iterable[str]) -> None:
    """Lead labels to AWSCURRENT's values, so that an old revision gets those that work today."""
    for arn, label in labelled(references):
        secret = existing(arn)
        if secret.versions.get(label) != secret.versions[CURRENT]:
            move(secret, label, secret.versions[CURRENT])


def existing(arn: str) -> Secret:
    if not (secret := find(arn)):
        raise DeliveryError(f"There is no secret {arn}.", "Release again, which writes it.")
    return secret


def move(secret: Secret, label: str, version: str | None) -> None:
    """From the version that has it, if any, to that one; None takes it away."""
    words = {"MoveToVersionId": version, "RemoveFromVersionId": secret.versions.get(label)}
    with doing(f"Moving {label} of the secret {secret.arn}"):
        client("secretsmanager").update_secret_version_stage(
            SecretId=secret.arn,
            VersionStage=label,
            **{key: value for key, value in words.items() if value},
        )
