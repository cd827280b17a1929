"""What the caller may do, asked of IAM before it is tried.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from delivery.aws.session import client, doing

ASSUMED: Final = re.compile(r"arn:aws:sts::\d+:assumed-role/([^/]+)/.+")


@dataclass(frozen=True, slots=True)
class Need:
    """Actions on one resource; ``context`` are condition keys as the real call would have them."""

    resource: str
    actions: tuple[str, ...]
    context: tuple[tuple[str, str], ...] = ()


def refused(caller: str, needs: Sequence[Need]) -> list[str]:
    """Each action that the caller may not do, and on what: ``ecs:RunTask on arn:…``.

    Empty for the account's root, whom nothing is refused. Raises DeliveryError where the caller may
    not even ask.
    """
    principal = principal_of(caller)
    if principal.endswith(":root"):
        return []
    return [f"{action} on {need.resource}" for need in needs for action in denials(principal, need)]


def denials(principal: str, need: Need) -> Iterator[str]:
    with doing(f"Asking IAM what {principal} may do"):
        answer = client("iam").simulate_principal_policy(
            PolicySourceArn=principal,
            ActionNames=list(need.actions),
            ResourceArns=[need.resource],
            ContextEntries=[
                {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": "string"}
                for key, value in need.context
            ],
        )
    for result in answer["EvaluationResults"]:
        if result["EvalDecision"] != "allowed":
            yield result["EvalActionName"]


def principal_of(caller: str) -> str:
    """The user or role that a signed-in ARN stands for; a session's has lost its role's path."""
    assumed = ASSUMED.fullmatch(caller)
    if not assumed:
        return caller
    with doing(f"Looking up the role {assumed[1]}"):
        return str(client("iam").get_role(RoleName=assumed[1])["Role"]["Arn"])
