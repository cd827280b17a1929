"""IAM's simulation of policies, which moto lacks, by moto's own reading of each statement.

Knows users' and roles' inline and attached policies; no boundaries. Whoever is signed in with the
tests' ordinary keys is nobody that IAM knows, and may do everything.
"""

import json
from typing import Any

from moto.core.responses import ActionResult
from moto.iam.access_control import IAMPolicyStatement, PermissionResult
from moto.iam.responses import IamResponse

ANYBODY = "user/moto"  # as moto's STS calls whoever has no keys of IAM's


def statements(backend: Any, arn: str) -> list[dict[str, Any]]:
    kind, name = arn.rpartition(":")[2].partition("/")[0], arn.rpartition("/")[2]
    owner = backend.get_user(name) if kind == "user" else backend.get_role(name)
    documents = list(owner.policies.values())
    documents += [policy.document for policy in owner.managed_policies.values()]
    found = []
    for document in documents:
        parsed = json.loads(document["policy_document"] if isinstance(document, dict) else document)
        held = parsed["Statement"]
        found += held if isinstance(held, list) else [held]
    return found


def decision(
    held: list[dict[str, Any]], action: str, resource: str, context: dict[str, str]
) -> str:
    effects = {
        statement["Effect"]
        for statement in held
        if IAMPolicyStatement({**statement, "Effect": "Allow"}).is_action_permitted(
            action, resource, incoming_condition_values=context
        )
        is PermissionResult.PERMITTED
    }
    if "Deny" in effects:
        return "explicitDeny"
    return "allowed" if effects else "implicitDeny"


def simulate_principal_policy(self: IamResponse) -> ActionResult:
    arn, resource = self._get_param("PolicySourceArn"), self._get_param("ResourceArns")[0]
    context = {
        entry["ContextKeyName"]: entry["ContextKeyValues"][0]
        for entry in self._get_param("ContextEntries", [])
    }
    held = (
        [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
        if arn.endswith(ANYBODY)
        else statements(self.backend, arn)
    )
    results = [
        {
            "EvalActionName": action,
            "EvalResourceName": resource,
            "EvalDecision": decision(held, action, resource, context),
        }
        for action in self._get_param("ActionNames")
    ]
    return ActionResult({"EvaluationResults": results, "IsTruncated": False})


def install() -> None:
    """Make every IAM of this process simulate."""
    IamResponse.simulate_principal_policy = simulate_principal_policy  # type: ignore[attr-defined]
