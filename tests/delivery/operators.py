"""An operator at a terminal, signed in to an account that has production's cluster and service."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Final
from unittest.mock import patch

from delivery.operate import history, maintenance_cli
from delivery.operate.backup import copies
from delivery.release import rollout, task_definition
from delivery.run import follower
from delivery.tools.stages import PRODUCTION
from tests import commands
from tests.delivery import in_process
from tests.services.aws import CREDENTIALS, REGION
from tests.services.iam import ACCOUNT
from tests.standins.account import Account
from tests.standins.ecs import UNKNOWN_CALLS

# The roles that the workflows sign in as, and people.
RELEASE: Final = "itg-release"
COMMANDS: Final = "itg-commands"
SITE: Final = "itg-site"
OPERATORS: Final = "itg-operators"  # of people who look
DRILL: Final = "itg-backup-drill"
# Variables of whoever deploys the stacks, and may do everything.
ADMINISTRATOR: Final = {**CREDENTIALS, "AWS_SESSION_TOKEN": ""}
# Of every other noun: RELEASE.
ROLES: Final = {
    **dict.fromkeys(("maintenance", "run"), COMMANDS),
    "backup": DRILL,
    "site": SITE,
    **dict.fromkeys(("audit", "doctor", "env", "logs", "open", "status"), OPERATORS),
}
APP: Final = "unplayed-App-AppId"  # as the stack's stand-in names it
AUDIT = "/itg/production/audit"
ECR = f"{ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com"
NAMES = {
    "EXECUTION_ROLE_ARN": f"arn:aws:iam::{ACCOUNT}:role/itg-production-execution",
    "TASK_ROLE_ARN": f"arn:aws:iam::{ACCOUNT}:role/itg-production-task",
    "RELEASES_BUCKET": f"itg-releases-{ACCOUNT}-{REGION}",
    "AWS_REGION": "us-west-2",
    "AMPLIFY_APP_ID": APP,
    "VITE_API_BASE_URL": "https://api.innovatetogrow.test/api",
}
# What AWS may be late with. The stand-in never is.
SHORT_WAITS: Final[list[tuple[ModuleType, str, Any]]] = [
    (follower, "LATE_LINES_SECONDS", 0.1),
    (follower, "LATE_LINES_OF_FAILURE_SECONDS", 0.1),
    (follower, "POLL_SECONDS", (0.05, 0.2)),
    (follower, "AGAIN_SECONDS", 0.05),
    (rollout, "POLL_SECONDS", 0.1),
    (maintenance_cli, "KNOWN_SECONDS", 0.0),
    (copies, "POLL_SECONDS", 0.01),
]
# `python -m delivery` with those waits.
DELIVERY: Final = "\n".join(
    [
        *(f"import {module.__name__}" for module, _, _ in SHORT_WAITS),
        *(f"{module.__name__}.{name} = {value!r}" for module, name, value in SHORT_WAITS),
        "import runpy",
        "runpy.run_module('delivery', run_name='__main__', alter_sys=True)",
    ]
)


@dataclass
class Operator:
    """Someone at a terminal of their own, signed in to the account."""

    account: Account
    variables: Mapping[str, str] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        return self.account.client(service)

    def environment(self, noun: str = "run") -> dict[str, str]:
        """Of a job, or a terminal, where commands of that noun are run."""
        inherited = {name: os.environ[name] for name in commands.INHERITED if name in os.environ}
        return {
            **inherited,
            **self.account.credentials(ROLES.get(noun, RELEASE)),
            "AWS_REGION": REGION,
            "PYTHONPATH": str(commands.BACKEND),
            "GITHUB_ACTOR": "ada",
            **self.variables,
        }

    def start(self, *words: str, **streams: Any) -> "subprocess.Popen[str]":
        """A process, for a test that is about its lines, its signals or its terminal."""
        return subprocess.Popen(
            [sys.executable, "-c", DELIVERY, *words],
            env=self.environment(words[0]),
            text=True,
            **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
            | streams,
        )

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """The command to its end."""
        return in_process.run(self.environment(words[0]), *words)

    def audit(self) -> list[dict[str, Any]]:
        """All lines that its commands wrote, oldest first; not those that a test wrote itself."""
        logs = self.client("logs")
        with suppress(logs.exceptions.ResourceNotFoundException):
            events = logs.filter_log_events(logGroupName=AUDIT)["events"]
            lines = [history.parsed(event["message"]) for event in events]
            return [line for line in lines if line.get("who", "").endswith("/tests")]
        return []

    def tasks(self) -> list[dict[str, Any]]:
        """Those of commands, oldest first. The service starts its own whenever it likes.

        ECS does not find a new task at first, so it is asked until it knows all that it lists.
        """
        ecs, cluster = self.client("ecs"), PRODUCTION.cluster
        arns = ecs.list_tasks(cluster=cluster)["taskArns"]
        found: list[dict[str, Any]] = []
        for _ in range(UNKNOWN_CALLS + 1):
            if len(found) < len(arns):
                found = ecs.describe_tasks(cluster=cluster, tasks=arns)["tasks"]
        return [one for one in found if one.get("group") != "service"]


def create_service(operator: Operator, variables: Mapping[str, str], digest: str) -> None:
    secrets, ecs, ec2 = (operator.client(name) for name in ("secretsmanager", "ecs", "ec2"))
    operator.client("logs").create_log_group(logGroupName=AUDIT)
    arns = {
        name: secrets.create_secret(Name=PRODUCTION.secret(name), SecretString=variables[name])[
            "ARN"
        ]
        for name in ("DJANGO_SECRET_KEY", "DB_PASSWORD")
    }
    document = task_definition.render(
        task_definition.read_template(), f"{ECR}/itg-backend@{digest}", NAMES, variables, arns
    )
    ecs.register_task_definition(**document)
    ecs.create_cluster(clusterName=PRODUCTION.cluster)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName="tasks", Description="tasks", VpcId=vpc)["GroupId"]
    ecs.create_service(
        cluster=PRODUCTION.cluster,
        serviceName=PRODUCTION.service,
        taskDefinition=PRODUCTION.family,
        desiredCount=0,
        launchType="FARGATE",
        networkConfiguration={
            "awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [group]}
        },
    )


def make_distribution(cloudfront: Any) -> str:
    """What stands before the tests' backend. Its id, also where it is there already."""
    for one in cloudfront.list_distributions()["DistributionList"].get("Items", []):
        return str(one["Id"])
    reached = {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}
    origin = {"Id": "o", "DomainName": "lb.test", "CustomOriginConfig": reached}
    made = cloudfront.create_distribution(
        DistributionConfig={
            "CallerReference": "tests",
            "Comment": "",
            "Enabled": True,
            "Aliases": {"Quantity": 1, "Items": ["127.0.0.1"]},
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": {"TargetOriginId": "o", "ViewerProtocolPolicy": "https-only"},
        }
    )
    return str(made["Distribution"]["Id"])


def make_database(operator: Operator, user: str = "itg") -> None:
    """As the stack `data` does. Nothing happens where it is."""
    rds = operator.client("rds")
    with suppress(rds.exceptions.DBInstanceAlreadyExistsFault):
        rds.create_db_instance(
            DBInstanceIdentifier="itg-db",
            DBInstanceClass="db.t4g.small",
            Engine="postgres",
            EngineVersion="16.14",
            AllocatedStorage=20,
            MasterUsername=user,
            MasterUserPassword="as-it-was-made",
            BackupRetentionPeriod=14,
            DeletionProtection=True,
            EnableCloudwatchLogsExports=["postgresql"],
        )


@contextmanager
def nothing_is_late() -> Iterator[None]:
    """This process has the short waits."""
    with ExitStack() as stack:
        for module, name, value in SHORT_WAITS:
            stack.enter_context(patch.object(module, name, value))
        yield
