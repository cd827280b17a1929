"""Which calls of AWS a part of the delivery makes, read from its source; and what a role may do."""

import ast
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
import yaml
from botocore import xform_name

from tests import commands
from tests.services.aws import AwsServer

DELIVERY = commands.BACKEND / "delivery"
# Where IAM's word is not the API's. https://docs.aws.amazon.com/service-authorization/latest/reference/
ACTIONS = {
    "lambda:Invoke": "lambda:InvokeFunction",
    "s3:DeleteObjects": "s3:DeleteObject",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:HeadObject": "s3:GetObject",
    "s3:ListObjectsV2": "s3:ListBucket",
    "resourcegroupstaggingapi:GetResources": "tag:GetResources",
}
FREE = {"sts:GetCallerIdentity"}


def imports(module: str) -> set[str]:
    """Modules of the delivery that this one needs, itself and theirs included."""
    found, wanted = set[str](), {module}
    while wanted:
        name = wanted.pop()
        found.add(name)
        wanted |= imported(name) - found
    return found


@cache
def imported(module: str) -> frozenset[str]:
    names = set()
    for node in ast.walk(ast.parse(file_of(module).read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("delivery"):
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return frozenset(
        name.removeprefix("delivery.")
        for name in names
        if name.startswith("delivery.") and file_of(name.removeprefix("delivery.")).is_file()
    )


def file_of(module: str) -> Path:
    return DELIVERY / f"{module.replace('.', '/')}.py"


@cache
def calls(module: str) -> frozenset[str]:
    """``service:Operation`` of each call that a module of delivery.aws makes."""
    tree = ast.parse(file_of(module).read_text())
    words = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    named = {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id == "client" and isinstance(call.args[0], ast.Constant)
    }
    return frozenset(
        f"{service}:{operation}"
        for service in map(str, named)
        for operation in operations(service)
        if xform_name(operation) in words | texts
    )


@cache
def operations(service: str) -> tuple[str, ...]:
    return tuple(botocore.session.get_session().get_service_model(service).operation_names)


def needed(module: str) -> set[str]:
    """IAM's actions that whoever runs this part of the delivery needs."""
    made = {call for name in imports(module) if name.startswith("aws.") for call in calls(name)}
    return {ACTIONS.get(call, call) for call in made} - FREE


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True)
class Role:
    """A role as it is in the account."""

    trust: list[dict[str, Any]]
    statements: list[dict[str, Any]]

    def allows(self, action: str, resource: str | None = None) -> bool:
        """On that resource, or on any; a Deny here takes nothing from what is asked."""
        return any(
            row["Effect"] == "Allow"
            and any(fnmatchcase(action, pattern) for pattern in many(row["Action"]))
            and (
                resource is None
                or any(fnmatchcase(resource, pattern) for pattern in many(row["Resource"]))
            )
            for row in self.statements
        )


def role(account: AwsServer, name: str) -> Role:
    iam = account.client("iam")
    policies = iam.list_role_policies(RoleName=name)["PolicyNames"]
    held = [
        iam.get_role_policy(RoleName=name, PolicyName=one)["PolicyDocument"] for one in policies
    ]
    trust = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    return Role(
        read(trust)["Statement"], [row for document in held for row in read(document)["Statement"]]
    )


def read(document: Any) -> dict[str, Any]:
    """moto keeps a policy that a stack made as Python writes it, which YAML reads as well."""
    found: dict[str, Any] = yaml.safe_load(document) if isinstance(document, str) else document
    return found
