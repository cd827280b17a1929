"""What AWS does not know yet a moment after it was made or deleted.

The next TIMES calls of some operations on that thing are refused, as AWS words it.
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

from tests.standins.aws_calls import AwsCall

TIMES: Final = 2


@dataclass(frozen=True, slots=True)
class Refusal:
    """Of the later ``operations`` on the thing that ``named`` has the name of."""

    operations: frozenset[str]
    named: str
    status: int
    code: str
    message: str


def refusal(operations: str, named: str, status: int, code: str, message: str) -> Refusal:
    return Refusal(frozenset(operations.split()), named, status, code, message)


# Each with the call after which it holds.
REFUSALS: Final[Sequence[tuple[str, Refusal]]] = (
    (
        "iam:CreateRole",
        refusal(
            *("iam:PutRolePolicy", "RoleName", 404, "NoSuchEntity"),
            "The role with name {} cannot be found.",
        ),
    ),
    (
        "iam:CreateRole",
        refusal(
            *("lambda:CreateFunction", "Role", 400, "InvalidParameterValueException"),
            "The role defined for the function cannot be assumed by Lambda.",
        ),
    ),
    (
        "logs:CreateLogGroup",
        refusal(
            *("logs:PutRetentionPolicy", "logGroupName", 400, "ResourceNotFoundException"),
            "The specified log group does not exist.",
        ),
    ),
    (
        "logs:CreateLogStream",
        refusal(
            *("logs:PutLogEvents", "logStreamName", 400, "ResourceNotFoundException"),
            "The specified log stream does not exist.",
        ),
    ),
    (
        "secretsmanager:DeleteSecret",
        refusal(
            *("secretsmanager:CreateSecret", "Name", 400, "InvalidRequestException"),
            "You can't create this secret because a secret with this name is already scheduled for "
            "deletion.",
        ),
    ),
    (
        "lambda:CreateFunction",
        refusal(
            "lambda:PutFunctionConcurrency lambda:UpdateFunctionConfiguration "
            "lambda:UpdateFunctionCode",
            *("FunctionName", 409, "ResourceConflictException"),
            "The operation cannot be performed at this time. The function is currently in the "
            "following state: Pending",
        ),
    ),
    (
        "cloudformation:CreateChangeSet",
        refusal(
            *("cloudformation:DescribeChangeSet", "", 404, "ChangeSetNotFound"),
            "ChangeSet does not exist",
        ),
    ),
)
MADE_AS: Final[Mapping[str, str]] = {
    "secretsmanager:DeleteSecret": "SecretId",
    "cloudformation:CreateChangeSet": "",
    "iam:CreateRole": "RoleName",
}


class NotYet:
    """The account's memory of what it does not know."""

    def __init__(self) -> None:
        self.left: Counter[tuple[int, str]] = Counter()  # by rule and thing
        self.lock = Lock()

    def meet(self, call: AwsCall) -> tuple[int, str, str] | None:
        """Status, code and message with which the call is refused; None where it is not."""
        with self.lock:
            for number, (_, rule) in enumerate(REFUSALS):
                what = (number, name(call, rule.named))
                if str(call) in rule.operations and self.left[what]:
                    self.left[what] -= 1
                    return rule.status, rule.code, rule.message.format(what[1])
            for number, (maker, rule) in enumerate(REFUSALS):
                if str(call) == maker:
                    given = name(call, MADE_AS.get(maker, rule.named))
                    self.left[number, given] = TIMES
        return None


def name(call: AwsCall, parameter: str) -> str:
    """What an ARN says behind its last colon; empty where nothing is named by the parameter.

    A role's ARN has its path as well.
    """
    found = str(call.get(parameter) or "").rpartition(":")[2] if parameter else ""
    return found.rpartition("/")[2] if parameter.startswith("Role") else found
