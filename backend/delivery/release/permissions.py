"""What a release and a rollback do in AWS, as the permissions that they take. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from delivery.aws.permissions import Need
from delivery.tools.stages import Production


@dataclass(frozen=True, slots=True)
class Permissions:
    """Those of one account. ``names`` are delivery's own variables: roles, and the bucket."""

    stage: Production
    region: str
    account: str
    names: Mapping[str, str]

    def rollback(self) -> list[Need]:
        lines = self.arn("logs", f"log-group:{self.stage.log_group}:log-stream:1")
        service = f"service/{self.stage.cluster}/{self.stage.service}"
        return [
            Need(self.arn("ecr", f"repository/{self.stage.repository}"), ("ecr:DescribeImages",)),
            Need("*", ("ecs:DescribeTaskDefinition",)),
            Need("*", ("ecs:ListTasks",), self.in_cluster),
            Need(self.arn("ecs", f"task/{self.stage.cluster}/1"), ("ecs:DescribeTasks",)),
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
            *self.records(),
        ]

    def records(self) -> list[Need]:
        if not (bucket := self.names.get("RELEASES_BUCKET")):
            return []
        return [
            Need(
                f"arn:aws:s3:::{bucket}/{self.stage.name}/1.json", ("s3:GetObject", "s3:PutObject")
            ),
            Need(f"arn:aws:s3:::{bucket}", ("s3:ListBucket",)),
        ]

    def release(self) -> list[Need]:
        """A role that is not set is left out."""
        to_ecs = (("iam:PassedToService", "ecs-tasks.amazonaws.com"),)
        roles = (self.names.get(name) for name in ("EXECUTION_ROLE_ARN", "TASK_ROLE_ARN"))
        revision = self.arn("ecs", f"task-definition/{self.stage.family}:1")
        return [
            *self.rollback(),
            Need("*", ("ecs:RegisterTaskDefinition",)),
            Need(revision, ("ecs:RunTask",), self.in_cluster),
            Need(
                self.arn("ecs", f"task/{self.stage.cluster}/1"),
                ("ecs:StopTask",),
                self.in_cluster,
            ),
            *(Need(role, ("iam:PassRole",), to_ecs) for role in roles if role),
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
    def in_cluster(self) -> tuple[tuple[str, str], ...]:
        return (("ecs:cluster", self.arn("ecs", f"cluster/{self.stage.cluster}")),)

    @property
    def secret(self) -> str:
        return self.arn("secretsmanager", f"secret:{self.stage.secret('DB_PASSWORD')}-AbCdEf")

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"
