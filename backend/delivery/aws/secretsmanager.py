"""Secrets Manager: secrets, their values, and the labels of their versions.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from delivery.aws.consistency import once_known
from delivery.aws.session import client, doing
from delivery.tools.errors import DeliveryError

CURRENT: Final = "AWSCURRENT"
# A deletion is not over at once, not even a forced one.
BEING_DELETED: Final = "InvalidRequestException"


@dataclass(frozen=True, slots=True)
class Secret:
    """``versions`` are ids by label."""

    arn: str
    versions: Mapping[str, str]

    @property
    def labels_of_current(self) -> set[str]:
        """All labels of the version that is AWSCURRENT."""
        current = self.versions.get(CURRENT)
        return {label for label, version in self.versions.items() if version == current}


def find(name: str) -> Secret | None:
    """The secret of that name or ARN. Raises DeliveryError for one that is being deleted.

    Asked of the secret itself: ListSecrets may lag behind by five minutes.
    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html
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


def exists(name: str) -> bool:
    """Asked of the secret itself. One that is being deleted does not exist."""
    store = client("secretsmanager")
    with doing(f"Looking up the secret {name}"):
        try:
            return "DeletedDate" not in store.describe_secret(SecretId=name)
        except store.exceptions.ResourceNotFoundException:
            return False


def written_at(name: str) -> datetime | None:
    """When its value in use was written; None where there is no such secret, or no value."""
    store = client("secretsmanager")
    with doing(f"Looking up the versions of the secret {name}"):
        try:
            found = store.list_secret_version_ids(SecretId=name)["Versions"]
        except store.exceptions.ResourceNotFoundException:
            return None
    current = [one["CreatedDate"] for one in found if CURRENT in one.get("VersionStages", [])]
    return current[0] if current else None


def names(prefix: str) -> list[str]:
    """Of the secrets whose names begin so."""
    pages = client("secretsmanager").get_paginator("list_secrets")
    with doing(f"Listing the secrets {prefix}*"):
        found = pages.paginate(Filters=[{"Key": "name", "Values": [prefix]}])
        every = [secret["Name"] for page in found for secret in page["SecretList"]]
    return [name for name in every if name.startswith(prefix)]


def ensure(name: str, make: Callable[[], str], tags: Mapping[str, str]) -> str:
    """The secret's value: the one that it has, or the one that is made now."""
    store = client("secretsmanager")
    with doing(f"Reading the secret {name}"):
        try:
            found = once_known(
                lambda: store.get_secret_value(SecretId=name), BEING_DELETED, message="deletion"
            )
            return str(found["SecretString"])
        except store.exceptions.ResourceNotFoundException:
            value = make()
    rows = [{"Key": key, "Value": text} for key, text in tags.items()]
    with doing(f"Writing the secret {name}"):
        once_known(
            lambda: store.create_secret(Name=name, SecretString=value, Tags=rows),
            BEING_DELETED,
            message="deletion",
        )
    return value


def read(name: str, label: str = CURRENT) -> str | None:
    """The value of the version with that label, for whoever may read it; None where none has it."""
    store = client("secretsmanager")
    with doing(f"Reading the secret {name}"):
        try:
            found = store.get_secret_value(SecretId=name, VersionStage=label)
            return str(found["SecretString"])
        except store.exceptions.ResourceNotFoundException:
            return None


def create(name: str, value: str) -> Secret:
    with doing(f"Writing the secret {name}"):
        made = client("secretsmanager").create_secret(Name=name, SecretString=value)
    return Secret(made["ARN"], {CURRENT: made["VersionId"]})


def put(name: str, secret: Secret, value: str, label: str) -> str:
    """Keep the value as a version with that label; its id, empty where it is AWSCURRENT already."""
    store = client("secretsmanager")
    with doing(f"Writing the secret {name}"):
        if CURRENT in secret.versions:
            held = store.get_secret_value(SecretId=secret.arn, VersionStage=CURRENT)
            if held.get("SecretString") == value:
                return ""
        made = store.put_secret_value(
            SecretId=secret.arn, SecretString=value, VersionStages=[label]
        )
    return str(made["VersionId"])


def move(secret: Secret, label: str, version: str | None) -> None:
    """From the version that has the label, if any, to that one; None takes it away."""
    words = {"MoveToVersionId": version, "RemoveFromVersionId": secret.versions.get(label)}
    store = client("secretsmanager")
    with doing(f"Moving {label} of the secret {secret.arn}"):
        try:
            store.update_secret_version_stage(
                SecretId=secret.arn,
                VersionStage=label,
                **{key: value for key, value in words.items() if value},
            )
        except store.exceptions.InvalidParameterException:
            now = find(secret.arn)  # it may have been moved, and the response was lost
            if now is None or now.versions.get(label) != version:
                raise


def delete(name: str) -> None:
    """At once, without the days in which it could be restored."""
    store = client("secretsmanager")
    with (
        doing(f"Deleting the secret {name}"),
        suppress(store.exceptions.ResourceNotFoundException),
    ):
        store.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
