"""The permissions that a release and a rollback need, and which of them are refused."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from delivery.aws import iam
from delivery.records import sites
from delivery.tools.stages import PRODUCTION

ASSUMED: Final = re.compile(r"arn:aws:sts::\d+:assumed-role/([^/]+)/.+")

DEPLOYING: Final = (
    "amplify:CreateBranch",
    "amplify:CreateDeployment",
    "amplify:GetBranch",
    "amplify:ListJobs",
    "amplify:StartDeployment",
)
FOLLOWING: Final = ("amplify:GetJob", "amplify:StopJob")


@dataclass(frozen=True, slots=True)
class Need:
    """Actions on one resource. ``context`` are the condition keys of the real call."""

    resource: str
    actions: tuple[str, ...]
    context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Permissions:
    """The permissions in one account. ``roles`` are ARNs for PassRole, ``bucket`` has the records,
    ``app`` is the site's Amplify app.

    If a value is empty, its permissions are left out.
    """

    region: str
    account: str
    roles: Sequence[str]
    bucket: str
    app: str = ""

    def rollback(self) -> list[Need]:
        lines = self.arn("logs", f"log-group:{PRODUCTION.log_group}:log-stream:1")
        service = f"service/{PRODUCTION.cluster}/{PRODUCTION.service}"
        return [
            Need(self.arn("ecr", f"repository/{PRODUCTION.repository}"), ("ecr:DescribeImages",)),
            Need("*", ("ecs:DescribeTaskDefinition",)),
            Need("*", ("ecs:ListTasks",), self.in_cluster),
            Need(self.arn("ecs", f"task/{PRODUCTION.cluster}/1"), ("ecs:DescribeTasks",)),
            Need(lines, ("logs:GetLogEvents",)),
            Need(
                self.arn("ecs", service),
                ("ecs:DescribeServices", "ecs:UpdateService"),
                self.in_cluster,
            ),
            Need(
                self.secret,
                ("secretsmanager:DescribeSecret", "secretsmanager:UpdateSecretVersionStage"),
            ),
            *self.task(),
            *self.records(),
            *self.site(),
        ]

    def task(self) -> list[Need]:
        """Permissions for a one-off task with another revision than the service's."""
        to_ecs = {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
        revision = self.arn("ecs", f"task-definition/{PRODUCTION.family}:1")
        running = self.arn("ecs", f"task/{PRODUCTION.cluster}/1")
        return [
            Need(revision, ("ecs:RunTask",), self.in_cluster),
            Need(running, ("ecs:StopTask",), self.in_cluster),
            *(Need(role, ("iam:PassRole",), to_ecs) for role in self.roles if role),
        ]

    def site(self) -> list[Need]:
        """Permissions to deploy a site that is kept in the bucket."""
        if not (self.app and self.bucket):
            return []
        bucket = f"arn:aws:s3:::{self.bucket}"
        return [
            Need(f"{bucket}/{sites.PREFIX}1.zip", ("s3:GetObject",)),
            Need(f"{bucket}/{sites.LEASE}", ("s3:GetObject", "s3:PutObject")),
            *self.deploying(),
        ]

    def site_refresh(self) -> list[Need]:
        """Permissions of the role for `site refresh`. It creates no branch."""
        made = "amplify:CreateBranch"
        return [
            replace(need, actions=tuple(one for one in need.actions if one != made))
            for need in self.site_deploy()
        ]

    def site_deploy(self) -> list[Need]:
        """Permissions of the role for `site deploy`."""
        kept = f"arn:aws:s3:::{self.bucket}/{sites.PREFIX}1.zip"
        held = f"arn:aws:s3:::{self.bucket}/{sites.LEASE}"
        keeping = [
            Need(kept, ("s3:GetObject", "s3:PutObject", "s3:DeleteObject")),
            Need(held, ("s3:GetObject", "s3:PutObject")),
            *self.records(),
        ]
        return [*self.deploying(), *(keeping if self.bucket else [])]

    def deploying(self) -> list[Need]:
        """Permissions to deploy to the site's Amplify app."""
        app = self.arn("amplify", f"apps/{self.app}")
        return [
            Need(app, ("amplify:GetApp", "amplify:UpdateApp")),
            Need(f"{app}/branches/1", DEPLOYING),
            Need(f"{app}/branches/1/jobs/1", FOLLOWING),
        ]

    def records(self) -> list[Need]:
        if not self.bucket:
            return []
        return [
            Need(
                f"arn:aws:s3:::{self.bucket}/{PRODUCTION.name}/1.json",
                ("s3:GetObject", "s3:PutObject"),
            ),
            Need(f"arn:aws:s3:::{self.bucket}", ("s3:ListBucket",)),
        ]

    def release(self) -> list[Need]:
        return [
            *self.rollback(),
            Need("*", ("ecs:RegisterTaskDefinition",)),
            Need(
                self.secret,
                (
                    "secretsmanager:CreateSecret",
                    "secretsmanager:GetSecretValue",
                    "secretsmanager:PutSecretValue",
                ),
            ),
        ]

    @property
    def in_cluster(self) -> dict[str, str]:
        return {"ecs:cluster": self.arn("ecs", f"cluster/{PRODUCTION.cluster}")}

    @property
    def secret(self) -> str:
        return self.arn("secretsmanager", f"secret:{PRODUCTION.secret('DB_PASSWORD')}-AbCdEf")

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"


def refused(caller: str, needs: Sequence[Need]) -> list[str]:
    """Each action that the caller may not do, with its resource: ``ecs:RunTask on arn:…``.

    Empty for the account's root user. Raises DeliveryError if the caller may not simulate policies.
    """
    principal = principal_of(caller)
    if principal.endswith(":root"):
        return []
    return [
        f"{action} on {need.resource}"
        for need in needs
        for action in iam.denied(principal, need.actions, need.resource, need.context)
    ]


def principal_of(caller: str) -> str:
    """The user or role of the caller's ARN. The ARN of a session does not have the role's path."""
    assumed = ASSUMED.fullmatch(caller)
    return iam.arn(assumed[1]) if assumed else caller
