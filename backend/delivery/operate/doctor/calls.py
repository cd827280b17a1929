"""What each role of production calls, as permissions. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from delivery.release.permissions import Need, Permissions
from delivery.stack.states import REGIONS
from delivery.tools.stages import PRODUCTION, Preview

ECS = {"iam:PassedToService": "ecs-tasks.amazonaws.com"}


@dataclass(frozen=True, slots=True)
class Calls:
    """``execution`` and ``task`` are ARNs of roles; a bucket that is empty is not set."""

    release: Permissions
    execution: str
    task: str
    storage: str
    database: str

    def by_role(self) -> dict[str, list[Need]]:
        """By the names of the roles."""
        found = {
            "itg-release": self.release.release(),
            "itg-commands": self.commands(),
            "itg-backup-drill": self.drill(),
            "itg-operators": self.operators(),
            self.execution.rpartition("/")[2]: self.starting(),
            self.task.rpartition("/")[2]: self.running(),
        }
        if self.release.app:
            found["itg-site"] = self.release.site_deploy()
            found["itg-site-refresh"] = self.release.site_refresh()
        return found

    def arn(self, service: str, resource: str) -> str:
        return self.release.arn(service, resource)

    def log(self, group: str) -> str:
        return self.arn("logs", f"log-group:{group}:log-stream:1")

    @property
    def service(self) -> str:
        return self.arn("ecs", f"service/{PRODUCTION.cluster}/{PRODUCTION.service}")

    @property
    def running_task(self) -> str:
        return self.arn("ecs", f"task/{PRODUCTION.cluster}/1")

    def commands(self) -> list[Need]:
        """`run` on production and on a preview, its audit, and `maintenance`."""
        write = ("logs:CreateLogStream", "logs:PutLogEvents")
        return [
            *self.tasks(),
            Need("*", ("ecs:ListTasks",), self.release.in_cluster),
            Need(self.arn("lambda", f"function:{Preview(1).function}"), ("lambda:InvokeFunction",)),
            Need("*", ("cloudfront:ListDistributions",)),
            Need(
                f"arn:aws:cloudfront::{self.release.account}:distribution/1",
                ("cloudfront:CreateInvalidation",),
            ),
            Need(self.log(PRODUCTION.audit_group), write),
            Need(self.log(Preview.audit_group), write),
        ]

    def tasks(self) -> list[Need]:
        """To run one of the service's own revision, and to follow it."""
        cluster: Mapping[str, str] = self.release.in_cluster
        return [
            Need("*", ("ecs:DescribeTaskDefinition",)),
            Need(self.service, ("ecs:DescribeServices",), cluster),
            Need(
                self.arn("ecs", f"task-definition/{PRODUCTION.family}:1"),
                ("ecs:RunTask",),
                cluster,
            ),
            Need(self.running_task, ("ecs:DescribeTasks", "ecs:StopTask"), cluster),
            *(Need(role, ("iam:PassRole",), ECS) for role in (self.execution, self.task)),
            Need(self.log(PRODUCTION.log_group), ("logs:GetLogEvents",)),
        ]

    def drill(self) -> list[Need]:
        """`backup drill`."""
        database, copy = (self.arn("rds", f"db:{one}") for one in self.databases)
        groups = [self.arn("rds", f"{kind}:1") for kind in ("og", "pg", "subgrp")]
        restore = "rds:RestoreDBInstanceToPointInTime"
        return [
            *(Need(one, ("rds:DescribeDBInstances", restore)) for one in (database, copy)),
            *(Need(one, (restore,)) for one in groups),
            Need(copy, ("rds:AddTagsToResource", "rds:DeleteDBInstance")),
            *self.tasks(),
        ]

    @property
    def databases(self) -> tuple[str, str]:
        """Production's, and the copy of a drill."""
        return self.database, f"{self.database}-drill"

    @property
    def alarms(self) -> list[str]:
        """One of each region with a stack."""
        here = self.arn("cloudwatch", "alarm:1")
        own = self.release.region
        return [here, *(here.replace(f":{own}:", f":{one}:") for one in REGIONS.values())]

    def operators(self) -> list[Need]:
        """`status`, `logs`, `audit`, `env`, `open` and `doctor`."""
        function = self.arn("lambda", f"function:{Preview(1).function}")
        look = ("GetFunctionConfiguration", "GetFunctionUrlConfig", "ListTags")
        logs = (PRODUCTION.log_group, PRODUCTION.audit_group, Preview.audit_group)
        needs = [
            Need("*", ("acm:ListCertificates", "ecs:DescribeTaskDefinition")),
            Need("*", ("lambda:ListFunctions", "secretsmanager:ListSecrets")),
            Need("*", ("ecs:ListTasks",), self.release.in_cluster),
            Need(self.service, ("ecs:DescribeServices",), self.release.in_cluster),
            Need(self.running_task, ("ecs:DescribeTasks",), self.release.in_cluster),
            *(Need(self.log(group), ("logs:FilterLogEvents",)) for group in logs),
            *(Need(alarm, ("cloudwatch:DescribeAlarms",)) for alarm in self.alarms),
            Need(
                self.arn("rds", f"db:{self.database}"),
                ("rds:DescribeDBInstances", "rds:DescribeDBSnapshots"),
            ),
            Need(
                self.release.secret,
                ("secretsmanager:DescribeSecret", "secretsmanager:ListSecretVersionIds"),
            ),
            Need(function, tuple(f"lambda:{name}" for name in look)),
            Need(
                self.arn("cloudformation", "stack/itg-service/1"),
                ("cloudformation:DescribeStacks",),
            ),
            Need(
                f"arn:aws:iam::{self.release.account}:role/itg-release",
                ("iam:GetRole", "iam:SimulatePrincipalPolicy"),
            ),
        ]
        if self.release.bucket:
            record = f"arn:aws:s3:::{self.release.bucket}/{PRODUCTION.name}/1.json"
            needs.append(Need(record, ("s3:GetObject",)))
            needs.append(Need(f"arn:aws:s3:::{self.release.bucket}", ("s3:ListBucket",)))
        return needs

    def starting(self) -> list[Need]:
        """What ECS does before the container runs."""
        layers = ("BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer")
        return [
            Need("*", ("ecr:GetAuthorizationToken",)),
            Need(
                self.arn("ecr", f"repository/{PRODUCTION.repository}"),
                tuple(f"ecr:{name}" for name in layers),
            ),
            Need(self.log(PRODUCTION.log_group), ("logs:CreateLogStream", "logs:PutLogEvents")),
            Need(self.release.secret, ("secretsmanager:GetSecretValue",)),
        ]

    def running(self) -> list[Need]:
        """What the backend does."""
        bucket = f"arn:aws:s3:::{self.storage}"
        verbs = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject")
        return [
            *(Need(f"{bucket}/{name}/1", verbs) for name in ("static", "media", "private")),
            Need(bucket, ("s3:ListBucket",)),
        ]
