"""Secrets Manager: one secret a variable, named ``itg/<stage>/<VARIABLE>``. Values are not read."""

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
