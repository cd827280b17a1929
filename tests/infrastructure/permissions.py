"""What a role may do, as it is in the account."""

from dataclasses import dataclass
from typing import Any

import yaml

from tests.services.aws import AwsServer
from tests.services.iam import Principal


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True)
class Role:
    """A role as it is in the account."""

    trust: list[dict[str, Any]]
    documents: list[dict[str, Any]]

    @property
    def principal(self) -> Principal:
        """The role as the evaluator of policies knows it."""
        return Principal(self.documents)


def role(account: AwsServer, name: str) -> Role:
    iam = account.client("iam")
    policies = iam.list_role_policies(RoleName=name)["PolicyNames"]
    held = [
        iam.get_role_policy(RoleName=name, PolicyName=one)["PolicyDocument"] for one in policies
    ]
    trust = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    return Role(read(trust)["Statement"], [read(document) for document in held])


def boundary(account: AwsServer, name: str) -> dict[str, Any]:
    """The document of a managed policy."""
    iam = account.client("iam")
    policies = iam.list_policies(Scope="Local")["Policies"]
    (found,) = [one for one in policies if one["PolicyName"] == name]
    version = iam.get_policy_version(PolicyArn=found["Arn"], VersionId=found["DefaultVersionId"])
    return read(version["PolicyVersion"]["Document"])


def read(document: Any) -> dict[str, Any]:
    """moto keeps a policy that a stack made as Python writes it, which YAML reads as well."""
    found: dict[str, Any] = yaml.safe_load(document) if isinstance(document, str) else document
    return found
