"""IAM at the door of moto's account: what a role calls is judged by its policies and its boundary.

The judge is @cloud-copilot/iam-simulate. moto keeps the roles, and what they are allowed.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from tests.services.aws import REGION
from tests.services.iam import (
    ACCOUNT,
    GITHUB,
    Call,
    Document,
    Principal,
    may_assume,
    policy_document,
)

PROVIDER: Final = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB}"


@dataclass(frozen=True)
class MotoAccount:
    """The account of this process.

    ``networks`` has the VPC of each subnet; empty, moto is asked, which takes long to import.
    """

    networks: Mapping[str, str]

    @property
    def iam(self) -> Any:
        return iam_backends[DEFAULT_ACCOUNT_ID]["aws"]

    def role_of(self, key: str) -> str:
        """Name of the role that somebody with this access key is signed in as; empty if none."""
        session = sts_backends[DEFAULT_ACCOUNT_ID]["aws"].get_assumed_role_from_access_key(key)
        return session.role_arn.rpartition("/")[2] if session else ""

    def role_arn(self, name: str) -> str:
        with suppress(Exception):
            return str(self.iam.get_role(name).arn)
        return f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:role/{name}"

    def boundary_of(self, role: str) -> str:
        with suppress(Exception):
            return str(self.iam.get_role(role).permissions_boundary_arn or "")
        return ""

    def secret_arn(self, name: str) -> str:
        from moto.secretsmanager.models import secretsmanager_backends

        secrets = secretsmanager_backends[DEFAULT_ACCOUNT_ID][REGION].secrets
        named = f"arn:aws:secretsmanager:{REGION}:{DEFAULT_ACCOUNT_ID}:secret:{name}"
        return str(secrets[name].arn) if name in secrets else f"{named}-AbCdEf"

    def networks_of(self, subnets: Sequence[str]) -> list[str]:
        if self.networks:
            return sorted({self.networks[one] for one in subnets})
        if not subnets:
            return []
        from moto.ec2.models import ec2_backends

        found = ec2_backends[DEFAULT_ACCOUNT_ID][REGION].describe_subnets(list(subnets))
        return sorted({str(one.vpc_id) for one in found})

    def trusts(self, role_arn: str, claims: Mapping[str, str]) -> bool:
        """Whether somebody with these claims of GitHub's may sign in as the role."""
        role = self.iam.get_role_by_arn(role_arn)
        (statement,) = policy_document(role.assume_role_policy_document)["Statement"]
        # moto's provider has no ARN.
        trust = {**statement, "Principal": {"Federated": PROVIDER}}
        return may_assume({"Version": "2012-10-17", "Statement": [trust]}, PROVIDER, [claims])[0]

    def roles_of(self, task_definition: str) -> list[str]:
        from moto.ecs.models import ecs_backends

        found = ecs_backends[DEFAULT_ACCOUNT_ID][REGION].describe_task_definition(task_definition)
        roles = (found.execution_role_arn, found.task_role_arn)
        return [str(role) for role in roles if role]

    def refused(self, role: str, calls: Sequence[Call]) -> list[str]:
        """Those of the calls that the role may not make. Raises for a role that is not there."""
        found = self.iam.get_role(role)
        policies = [
            *found.policies.values(),
            *(it.document for it in found.managed_policies.values()),
        ]
        boundary = self.managed(found.permissions_boundary_arn)
        tags = {f"aws:PrincipalTag/{one['Key']}": one["Value"] for one in found.tags}
        principal = Principal([policy_document(one) for one in policies], boundary, str(found.arn))
        return principal.refused([replace(it, context={**tags, **it.context}) for it in calls])

    def managed(self, arn: str | None) -> Document | None:
        """A managed policy's document, in the version that counts."""
        if not arn:
            return None
        version = self.iam.get_policy(arn).default_version_id
        return policy_document(self.iam.get_policy_version(arn, version).document)


def sign_in(role_arn: str) -> dict[str, str]:
    """Variables that sign a process in as that role of this account."""
    session = sts_backends[DEFAULT_ACCOUNT_ID]["aws"].assume_role(
        REGION, "tests", role_arn, "", 3600, ""
    )
    return {
        "AWS_ACCESS_KEY_ID": session.access_key_id,
        "AWS_SECRET_ACCESS_KEY": session.secret_access_key,
        "AWS_SESSION_TOKEN": session.session_token,
    }
