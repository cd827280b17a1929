"""What a release does in AWS, as the permissions that it takes. Pure."""

from collections.abc import Mapping

from delivery.aws.permissions import Need
from delivery.stages import Stage


def needs(stage: Stage, region: str, account: str, names: Mapping[str, str]) -> list[Need]:
    """``names`` are delivery's own variables: the two roles, and the bucket of records."""

    def arn(service: str, resource: str) -> str:
        return f"arn:aws:{service}:{region}:{account}:{resource}"

    cluster = arn("ecs", f"cluster/{stage.cluster}")
    in_cluster = (("ecs:cluster", cluster),)
    to_ecs = (("iam:PassedToService", "ecs-tasks.amazonaws.com"),)
    records = f"arn:aws:s3:::{names['RELEASES_BUCKET']}"
    return [
        Need(arn("ecr", f"repository/{stage.repository}"), ("ecr:DescribeImages",)),
        Need("*", ("ecs:RegisterTaskDefinition", "ecs:DescribeTaskDefinition")),
        Need(arn("ecs", f"task-definition/{stage.family}:1"), ("ecs:RunTask",), in_cluster),
        Need(
            arn("ecs", f"task/{stage.cluster}/1"), ("ecs:DescribeTasks", "ecs:StopTask"), in_cluster
        ),
        Need(
            arn("ecs", f"service/{stage.cluster}/{stage.service}"),
            ("ecs:DescribeServices", "ecs:UpdateService"),
            in_cluster,
        ),
        *(
            Need(names[role], ("iam:PassRole",), to_ecs)
            for role in ("EXECUTION_ROLE_ARN", "TASK_ROLE_ARN")
        ),
        Need(
            arn("secretsmanager", f"secret:{stage.secret('DB_PASSWORD')}-AbCdEf"),
            (
                "secretsmanager:CreateSecret",
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetSecretValue",
                "secretsmanager:PutSecretValue",
                "secretsmanager:UpdateSecretVersionStage",
            ),
        ),
        Need(arn("logs", f"log-group:{stage.log_group}:log-stream:1"), ("logs:GetLogEvents",)),
        Need(f"{records}/{stage.name}/1.json", ("s3:GetObject", "s3:PutObject")),
        Need(records, ("s3:ListBucket",)),
    ]
