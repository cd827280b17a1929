"""The contents of an account as JSON. Two accounts with the same contents are equal.

Values that differ in each run are left out or replaced: times, random ids and values, revision
numbers.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from botocore.exceptions import ClientError

from tests.services.aws import AwsServer

# Of a function, what another deployment of the same gives another value.
PASSING: Final = frozenset({"LastModified", "RevisionId", "Version", "FunctionArn"})
RANDOM: Final = re.compile(r"PASSWORD|SECRET")
WELL: Final = re.compile(r"^(CREATE|UPDATE)_COMPLETE$")
RESOURCE: Final = re.compile(
    r"\b(subnet|sg|vpc)-[0-9a-f]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
TIME: Final = re.compile(r"\d{4}-?\d\d-?\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?")
Snapshot = dict[str, Any]


def of(account: AwsServer) -> Snapshot:
    """Contents by kind and name. Empty kinds are left out."""
    found = {kind: read(account) for kind, read in KINDS.items()}
    plain: Snapshot = json.loads(json.dumps(found, default=str, sort_keys=True))
    return {kind: things for kind, things in plain.items() if things}


def differences(wanted: Snapshot, found: Snapshot, at: str = "") -> list[str]:
    """One line for each difference: what is missing, left over or changed."""
    lines = []
    for key in sorted({*wanted, *found}):
        here, there = wanted.get(key), found.get(key)
        if here == there:
            continue
        if isinstance(here, dict) and isinstance(there, dict):
            lines += differences(here, there, f"{at}{key} ")
        elif here is None:
            lines.append(f"left over: {at}{key}: {there}")
        elif there is None:
            lines.append(f"missing: {at}{key}: {here}")
        else:
            lines.append(f"otherwise: {at}{key}: {there} instead of {here}")
    return lines


def functions(account: AwsServer) -> Mapping[str, Any]:
    client = account.client("lambda")
    return {
        one["FunctionName"]: function(client, one["FunctionName"])
        for one in client.list_functions()["Functions"]
    }


def function(client: Any, name: str) -> Mapping[str, Any]:
    found = client.get_function(FunctionName=name)
    configuration = {k: v for k, v in found["Configuration"].items() if k not in PASSING}
    variables = configuration.pop("Environment", {}).get("Variables", {})
    url = optional(client.get_function_url_config, "FunctionUrl", FunctionName=name)
    policy = json.loads(optional(client.get_policy, "Policy", FunctionName=name) or "{}")
    return {
        **{k: v for k, v in configuration.items() if k != "LastUpdateStatus"},
        "Variables": {k: value(k, v, url) for k, v in variables.items()},
        "Tags": {k: TIME.sub("…", v) for k, v in found.get("Tags", {}).items()},
        "Permissions": sorted(one["Sid"] for one in policy.get("Statement", [])),
        "Url": bool(url),
        "AtOnce": found.get("Concurrency", {}).get("ReservedConcurrentExecutions"),
    }


def value(variable: str, value: str, url: str | None) -> str:
    """A function's variable, without its URL, which is different after each creation."""
    if RANDOM.search(variable):
        return "…"
    return "its own URL" if url and value == url.rstrip("/") else value


def optional(call: Callable[..., Any], key: str, **words: Any) -> Any:
    with suppress(ClientError):
        return call(**words).get(key)
    return None


def roles(account: AwsServer) -> Mapping[str, Any]:
    iam = account.client("iam")
    return {one["RoleName"]: role(iam, one) for one in iam.list_roles()["Roles"]}


def role(iam: Any, found: Mapping[str, Any]) -> Mapping[str, Any]:
    name = found["RoleName"]
    inline = iam.list_role_policies(RoleName=name)["PolicyNames"]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    return {
        "path": found["Path"],
        "trust": str(found["AssumeRolePolicyDocument"]),
        "inline": {
            one: RESOURCE.sub(
                "…", str(iam.get_role_policy(RoleName=name, PolicyName=one)["PolicyDocument"])
            )
            for one in inline
        },
        "attached": sorted(one["PolicyArn"] for one in attached),
        "tags": {one["Key"]: one["Value"] for one in iam.list_role_tags(RoleName=name)["Tags"]},
        "boundary": iam.get_role(RoleName=name)["Role"].get("PermissionsBoundary"),
    }


def secrets(account: AwsServer) -> Mapping[str, Any]:
    listed = account.client("secretsmanager").list_secrets(IncludePlannedDeletion=True)
    return {
        one["Name"]: {
            "tags": {row["Key"]: row["Value"] for row in one.get("Tags", [])},
            "being deleted": "DeletedDate" in one,
        }
        for one in listed["SecretList"]
    }


def logs(account: AwsServer) -> Mapping[str, Any]:
    client = account.client("logs")
    groups = client.describe_log_groups()["logGroups"]
    return {
        one["logGroupName"]: {
            "days": one.get("retentionInDays"),
            "tags": client.list_tags_for_resource(resourceArn=one["arn"].removesuffix(":*"))[
                "tags"
            ],
        }
        for one in groups
    }


def objects(account: AwsServer) -> Mapping[str, Any]:
    s3 = account.s3()
    found = {}
    for bucket in s3.list_buckets()["Buckets"]:
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket["Name"])
        names = [one["Key"] for page in pages for one in page.get("Contents", [])]
        found[bucket["Name"]] = sorted(TIME.sub("…", name) for name in names)
    return found


def stacks(account: AwsServer) -> Mapping[str, Any]:
    """With the names of each one's resources and outputs."""
    client = account.client("cloudformation")
    found = client.describe_stacks()["Stacks"]
    return {one["StackName"]: stack(client, one) for one in found}


def stack(client: Any, found: Mapping[str, Any]) -> Mapping[str, Any]:
    name = found["StackName"]
    rows = client.describe_stack_resources(StackName=name)["StackResources"]
    return {
        "status": WELL.sub("COMPLETE", found["StackStatus"]),
        "protected": found.get("EnableTerminationProtection"),
        "outputs": sorted(one["OutputKey"] for one in found.get("Outputs", [])),
        "resources": sorted(row["LogicalResourceId"] for row in rows if "LogicalResourceId" in row),
    }


def change_sets(account: AwsServer) -> Mapping[str, Any]:
    """How many change sets of each stack were neither executed nor deleted."""
    client = account.client("cloudformation")
    found = client.list_change_sets(StackName="all")["Summaries"]
    return Counter(one["StackName"] for one in found)


KINDS: Final[Mapping[str, Callable[[AwsServer], Any]]] = {
    "function": functions,
    "role": roles,
    "secret": secrets,
    "log": logs,
    "object": objects,
    "stack": stacks,
    "change set": change_sets,
}
