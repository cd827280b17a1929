"""IAM's simulation of policies, which moto lacks, by the evaluator that judges the calls as well.

Whoever is signed in with the tests' own keys is nobody that IAM knows, and may do everything.
"""

from moto.core.responses import ActionResult
from moto.iam.responses import IamResponse

from tests.services.iam import Call
from tests.standins.access import MotoAccount

ANYBODY = "user/moto"  # as moto's STS calls whoever has no keys of IAM's


def simulate_principal_policy(self: IamResponse) -> ActionResult:
    arn, resource = self._get_param("PolicySourceArn"), self._get_param("ResourceArns")[0]
    context = {
        entry["ContextKeyName"]: entry["ContextKeyValues"]
        for entry in self._get_param("ContextEntries", [])
    }
    actions = self._get_param("ActionNames")
    calls = {action: Call(action, resource, context) for action in actions}
    refused = set()
    if not arn.endswith(ANYBODY):
        refused = set(MotoAccount({}).refused(arn.rpartition("/")[2], list(calls.values())))
    results = [
        {
            "EvalActionName": action,
            "EvalResourceName": resource,
            "EvalDecision": "implicitDeny" if str(call) in refused else "allowed",
        }
        for action, call in calls.items()
    ]
    return ActionResult({"EvaluationResults": results, "IsTruncated": False})


def install() -> None:
    """Make every IAM of this process simulate."""
    IamResponse.simulate_principal_policy = simulate_principal_policy  # type: ignore[attr-defined]
