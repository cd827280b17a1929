"""What a role may do, as it is in the account."""

from dataclasses import dataclass
from typing import Any

from tests.services.aws import AwsServer
from tests.services.iam import Document, Principal, policy_document


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True)
class Role:
    """A role as it is in the account."""

    trust: list[dict[str, Any]]
    documents: list[Document]

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
    return Role(policy_document(trust)["Statement"], [policy_document(one) for one in held])


def boundary(account: AwsServer, name: str) -> Document:
    """The document of a managed policy."""
    iam = account.client("iam")
    policies = iam.list_policies(Scope="Local")["Policies"]
    (found,) = [one for one in policies if one["PolicyName"] == name]
    version = iam.get_policy_version(PolicyArn=found["Arn"], VersionId=found["DefaultVersionId"])
    return policy_document(version["PolicyVersion"]["Document"])
