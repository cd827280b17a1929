"""The roles that previews' functions run as, all below one path and one boundary."""

import json
from contextlib import suppress
from typing import Any, Final

from delivery.aws.fresh import once_known
from delivery.aws.session import client, doing
from delivery.tools.stages import Preview

PATH: Final = "/itg/previews/"
POLICY: Final = "its-own"


def ensure(stage: Preview, trust: dict[str, Any], policy: dict[str, Any], boundary: str) -> str:
    """ARN of the stage's role, made where it is missing, with that policy and no other."""
    iam = client("iam")
    with doing(f"Making the role {stage.role}"):
        try:
            role = iam.get_role(RoleName=stage.role)["Role"]
        except iam.exceptions.NoSuchEntityException:
            role = iam.create_role(
                RoleName=stage.role,
                Path=PATH,
                AssumeRolePolicyDocument=json.dumps(trust),
                PermissionsBoundary=boundary,
                Tags=[{"Key": key, "Value": value} for key, value in stage.tags.items()],
            )["Role"]
        once_known(
            lambda: iam.put_role_policy(
                RoleName=stage.role, PolicyName=POLICY, PolicyDocument=json.dumps(policy)
            ),
            "NoSuchEntity",
        )
    return str(role["Arn"])


def delete(name: str) -> None:
    """With its policies. One that is missing is no error."""
    iam = client("iam")
    with doing(f"Deleting the role {name}"), suppress(iam.exceptions.NoSuchEntityException):
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            iam.delete_role_policy(RoleName=name, PolicyName=policy)
        iam.delete_role(RoleName=name)


def exists(name: str) -> bool:
    """Asked of the role itself: a list may still show one that is deleted."""
    iam = client("iam")
    with doing(f"Looking up the role {name}"):
        try:
            iam.get_role(RoleName=name)
        except iam.exceptions.NoSuchEntityException:
            return False
    return True


def names() -> list[str]:
    with doing(f"Listing the roles below {PATH}"):
        pages = client("iam").get_paginator("list_roles").paginate(PathPrefix=PATH)
        return [role["RoleName"] for page in pages for role in page["Roles"]]
