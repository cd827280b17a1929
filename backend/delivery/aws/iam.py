"""IAM: roles, and what a user or role may do."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from delivery.aws.consistency import once_known
from delivery.aws.session import client, doing


@dataclass(frozen=True, slots=True)
class RoleDefinition:
    """A role with one policy of its own, below a path and a permissions boundary."""

    name: str
    path: str
    boundary: str
    trust: Mapping[str, Any]
    policy_name: str
    policy: Mapping[str, Any]
    tags: Mapping[str, str]


def ensure(role: RoleDefinition) -> str:
    """ARN of the role, made where it is missing, with its policy as it is given."""
    iam = client("iam")
    with doing(f"Making the role {role.name}"):
        try:
            found = iam.get_role(RoleName=role.name)["Role"]
        except iam.exceptions.NoSuchEntityException:
            found = create(role)
        once_known(
            lambda: iam.put_role_policy(
                RoleName=role.name,
                PolicyName=role.policy_name,
                PolicyDocument=json.dumps(role.policy),
            ),
            "NoSuchEntity",
        )
    return str(found["Arn"])


def create(role: RoleDefinition) -> Mapping[str, Any]:
    """The new role; or the one that is there, because the response to its making was lost."""
    iam = client("iam")
    try:
        return dict(
            iam.create_role(
                RoleName=role.name,
                Path=role.path,
                AssumeRolePolicyDocument=json.dumps(role.trust),
                PermissionsBoundary=role.boundary,
                Tags=[{"Key": key, "Value": value} for key, value in role.tags.items()],
            )["Role"]
        )
    except iam.exceptions.EntityAlreadyExistsException:
        return dict(once_known(lambda: iam.get_role(RoleName=role.name), "NoSuchEntity")["Role"])


def delete(name: str) -> None:
    """The role with its policies. One that is missing is no error."""
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


def arn(name: str) -> str:
    """Of the role of that name."""
    with doing(f"Looking up the role {name}"):
        return str(client("iam").get_role(RoleName=name)["Role"]["Arn"])


def names(path: str) -> list[str]:
    """Of the roles below the path."""
    with doing(f"Listing the roles below {path}"):
        pages = client("iam").get_paginator("list_roles").paginate(PathPrefix=path)
        return [role["RoleName"] for page in pages for role in page["Roles"]]


def denied(
    principal: str, actions: Sequence[str], resource: str, context: Mapping[str, str]
) -> list[str]:
    """Those of the actions that the user or role may not do on the resource.

    ``context`` are condition keys as the real call would have them.
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
    """
    with doing(f"Asking IAM what {principal} may do"):
        pages = client("iam").get_paginator("simulate_principal_policy")
        found = pages.paginate(
            PolicySourceArn=principal,
            ActionNames=list(actions),
            ResourceArns=[resource],
            ContextEntries=[
                {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": "string"}
                for key, value in context.items()
            ],
        )
        results = [one for page in found for one in page["EvaluationResults"]]
    return [one["EvalActionName"] for one in results if one["EvalDecision"] != "allowed"]
