"""What the templates make of an account, for accounts in which nobody deploys them: the roles with
all that they may, the boundary, the variables that the stacks give, and the network.

Kept between runs: see ``tests.services.kept``.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.infrastructure.account import DECISIONS, INFRASTRUCTURE, ROOT, Infrastructure
from tests.services.aws import AwsServer
from tests.services.iam import ACCOUNT, policy_document
from tests.services.kept import fingerprint, kept

SOURCES: Final = (
    *INFRASTRUCTURE.glob("*.yaml"),
    *(ROOT / "backend" / "delivery" / "stack").glob("*.py"),
    ROOT / "tests" / "infrastructure" / "account.py",
    ROOT / "tests" / "standins" / "cloudformation.py",
    Path(__file__),
)


@dataclass(frozen=True)
class Made:
    """``roles`` and ``policies`` are the arguments of IAM's calls that make them, by name."""

    roles: Mapping[str, dict[str, Any]]
    allowed: Mapping[str, Mapping[str, str]]  # the inline policies of each role
    policies: Mapping[str, dict[str, Any]]
    variables: Mapping[str, str]
    networks: Mapping[str, str]  # the VPC of each subnet

    @property
    def network(self) -> dict[str, list[str]]:
        """Of previews' functions, as Lambda's calls name it."""
        names = {
            "SubnetIds": "PREVIEW_SUBNET_IDS",
            "SecurityGroupIds": "PREVIEW_SECURITY_GROUP_IDS",
        }
        return {key: self.variables[name].split(",") for key, name in names.items()}

    def arn(self, role: str) -> str:
        return f"arn:aws:iam::{ACCOUNT}:role{self.roles[role]['Path']}{role}"

    def put_into(self, account: AwsServer) -> None:
        """Make the roles and policies there. Nothing happens to what is there already."""
        iam = account.client("iam")
        there = iam.exceptions.EntityAlreadyExistsException
        for policy in self.policies.values():
            with suppress(there):
                iam.create_policy(**policy)
        for name, role in self.roles.items():
            with suppress(there):
                iam.create_role(**role)
            for inline, document in self.allowed[name].items():
                iam.put_role_policy(RoleName=name, PolicyName=inline, PolicyDocument=document)


@contextmanager
def made() -> Iterator[Made]:
    with kept("stacks", fingerprint(ROOT, SOURCES), make) as folder:
        yield Made(**json.loads((folder / "made.json").read_text()))


def make(folder: Path) -> None:
    with Infrastructure() as account:
        certificate = account.certificate(DECISIONS["API_DOMAIN"])
        ended = account.deliver(
            "stack", "deploy", "--yes", **DECISIONS, CERTIFICATE_ARN=certificate
        )
        assert ended.returncode == 0, ended.stderr
        variables = dict(line.split("=", 1) for line in ended.stdout.splitlines())
        (folder / "made.json").write_text(json.dumps(read(account) | {"variables": variables}))


def read(account: Infrastructure) -> dict[str, Any]:
    iam, ec2 = account.client("iam"), account.client("ec2")
    roles = [one for one in iam.list_roles()["Roles"] if one["RoleName"].startswith("itg-")]
    policies = iam.list_policies(Scope="Local")["Policies"]
    return {
        "roles": {one["RoleName"]: role(one) for one in roles},
        "allowed": {one["RoleName"]: inline_policies(iam, one["RoleName"]) for one in roles},
        "policies": {one["PolicyName"]: policy(iam, one) for one in policies},
        "networks": {one["SubnetId"]: one["VpcId"] for one in ec2.describe_subnets()["Subnets"]},
    }


def role(found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "RoleName": found["RoleName"],
        "Path": found["Path"],
        "AssumeRolePolicyDocument": json.dumps(policy_document(found["AssumeRolePolicyDocument"])),
    }


def inline_policies(iam: Any, role: str) -> dict[str, str]:
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    found = {name: iam.get_role_policy(RoleName=role, PolicyName=name) for name in names}
    return {name: json.dumps(policy_document(one["PolicyDocument"])) for name, one in found.items()}


def policy(iam: Any, found: Mapping[str, Any]) -> dict[str, Any]:
    version = iam.get_policy_version(PolicyArn=found["Arn"], VersionId=found["DefaultVersionId"])
    document = json.dumps(policy_document(version["PolicyVersion"]["Document"]))
    return {"PolicyName": found["PolicyName"], "Path": found["Path"], "PolicyDocument": document}


def granted(made: Made, role: str) -> set[str]:
    """The actions that the role's policies name."""
    documents = [json.loads(one) for one in made.allowed[role].values()]
    rows = [row for one in documents for row in one["Statement"] if row["Effect"] == "Allow"]
    actions = [row["Action"] for row in rows]
    return {one for it in actions for one in (it if isinstance(it, list) else [it])}
