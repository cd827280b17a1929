"""Secrets Manager: a secret for each variable, ``itg/<stage>/<VARIABLE>``; nothing shows values."""

from collections.abc import Mapping

from delivery.aws.session import client, doing
from delivery.stages import Stage


def arns(stage: Stage) -> dict[str, str]:
    """ARNs of the stage's secrets, by variable."""
    prefix = stage.secret("")
    pages = client("secretsmanager").get_paginator("list_secrets")
    with doing(f"Listing the secrets {prefix}*"):
        return {
            secret["Name"].removeprefix(prefix): secret["ARN"]
            for page in pages.paginate(Filters=[{"Key": "name", "Values": [prefix]}])
            for secret in page["SecretList"]
            if secret["Name"].startswith(prefix)
        }


def write(stage: Stage, values: Mapping[str, str]) -> list[str]:
    """Make the stage's secrets hold these values; the names of those that changed."""
    store, held = client("secretsmanager"), arns(stage)
    changed = []
    for variable, value in sorted(values.items()):
        name = stage.secret(variable)
        with doing(f"Writing the secret {name}"):
            if variable not in held:
                store.create_secret(Name=name, SecretString=value)
            elif store.get_secret_value(SecretId=name)["SecretString"] != value:
                store.put_secret_value(SecretId=name, SecretString=value)
            else:
                continue
        changed.append(variable)
    return changed
