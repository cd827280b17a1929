"""Secrets Manager: a secret for each variable, ``itg/<stage>/<VARIABLE>``."""

from collections.abc import Callable
from contextlib import suppress

from delivery.aws.fresh import once_known
from delivery.aws.session import client, doing
from delivery.tools.stages import Preview

BEING_DELETED = "InvalidRequestException"  # a deletion is not over at once, not even a forced one


def names(prefix: str) -> list[str]:
    """Of the secrets whose names begin so."""
    pages = client("secretsmanager").get_paginator("list_secrets")
    with doing(f"Listing the secrets {prefix}*"):
        found = pages.paginate(Filters=[{"Key": "name", "Values": [prefix]}])
        every = [secret["Name"] for page in found for secret in page["SecretList"]]
    return [name for name in every if name.startswith(prefix)]


def exists(name: str) -> bool:
    """Asked of the secret itself: ListSecrets may lag behind by five minutes.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html
    """
    store = client("secretsmanager")
    with doing(f"Looking up the secret {name}"):
        try:
            return "DeletedDate" not in store.describe_secret(SecretId=name)
        except store.exceptions.ResourceNotFoundException:
            return False


def keep(stage: Preview, variable: str, make: Callable[[], str]) -> str:
    """The stage's value of that variable: the one it has, or the one that is made now."""
    store, name = client("secretsmanager"), stage.secret(variable)
    with doing(f"Reading the secret {name}"):
        try:
            found = once_known(
                lambda: store.get_secret_value(SecretId=name), BEING_DELETED, said="deletion"
            )
            return str(found["SecretString"])
        except store.exceptions.ResourceNotFoundException:
            value = make()
    with doing(f"Writing the secret {name}"):
        tags = [{"Key": key, "Value": text} for key, text in stage.tags.items()]
        once_known(
            lambda: store.create_secret(Name=name, SecretString=value, Tags=tags),
            BEING_DELETED,
            said="deletion",
        )
    return value


def read(name: str) -> str | None:
    """Its value, for whoever may read it; None where there is no such secret."""
    store = client("secretsmanager")
    with doing(f"Reading the secret {name}"):
        try:
            return str(store.get_secret_value(SecretId=name)["SecretString"])
        except store.exceptions.ResourceNotFoundException:
            return None


def delete(name: str) -> None:
    """At once, for its name is wanted again when the pull request is reopened."""
    store = client("secretsmanager")
    with (
        doing(f"Deleting the secret {name}"),
        suppress(store.exceptions.ResourceNotFoundException),
    ):
        store.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
