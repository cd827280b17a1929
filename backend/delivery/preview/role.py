"""The permissions of a preview's function: its folder, its log, its network interface. Pure.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
"""

from typing import Any, Final

from delivery.aws.iam import RoleDefinition
from delivery.tools.stages import Preview

PATH: Final = "/itg/previews/"
POLICY: Final = "its-own"
VERSION: Final = "2012-10-17"
TRUST: Final[dict[str, Any]] = {
    "Version": VERSION,
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
NETWORK: Final = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
]


def role(stage: Preview, policy: dict[str, Any], boundary: str) -> RoleDefinition:
    """``policy`` is its only policy, and ``boundary`` the ARN of the permissions boundary."""
    return RoleDefinition(stage.role, PATH, boundary, TRUST, POLICY, policy, stage.tags)


def policy(stage: Preview, bucket: str, region: str, account: str) -> dict[str, Any]:
    """The role's only policy."""
    files = f"arn:aws:s3:::{bucket}"
    return {
        "Version": VERSION,
        "Statement": [
            allow(
                "OwnFiles",
                ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
                f"{files}/{stage.prefix}*",
            ),
            allow("OwnNames", ["s3:ListBucket"], files)
            | {"Condition": {"StringLike": {"s3:prefix": [f"{stage.prefix}*"]}}},
            allow(
                "OwnLog",
                ["logs:CreateLogStream", "logs:PutLogEvents"],
                f"arn:aws:logs:{region}:{account}:log-group:{stage.log_group}:*",
            ),
            allow("Network", NETWORK, "*"),
            deny_to_code(f"arn:aws:lambda:{region}:{account}:function:{stage.function}"),
        ],
    }


def deny_to_code(function: str) -> dict[str, Any]:
    """Lambda attaches the network interface. The function's code may not do that."""
    condition = {"ArnEquals": {"lambda:SourceFunctionArn": [function]}}
    return allow("NetworkByLambdaAlone", NETWORK, "*") | {
        "Effect": "Deny",
        "Condition": condition,
    }


def allow(name: str, actions: list[str], resource: str) -> dict[str, Any]:
    return {"Sid": name, "Effect": "Allow", "Action": actions, "Resource": resource}
