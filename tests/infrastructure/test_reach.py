"""What each role reaches and what it does not, decided by an evaluator of IAM policies."""

import pytest

from delivery.records import sites
from delivery.stack import sequence
from tests.infrastructure.account import Infrastructure, template
from tests.infrastructure.permissions import boundary, role
from tests.services.iam import Call, Principal

PLACE = "us-west-2:123456789012"
SECRET = f"arn:aws:secretsmanager:{PLACE}:secret:itg"
FUNCTION = f"arn:aws:lambda:{PLACE}:function:itg-backend"
PROVISIONER = f"{FUNCTION}-preview-provisioner"
SERVICE = f"arn:aws:ecs:{PLACE}:service/itg-backend-cluster/itg-backend-service"
LOG = f"arn:aws:logs:{PLACE}:log-group:"
STREAM = "log-stream:2026-11-28"
DATABASE = f"arn:aws:rds:{PLACE}:db:itg-db"
ROLE = "arn:aws:iam::123456789012:role"
TO_LAMBDA = {"iam:PassedToService": "lambda.amazonaws.com"}
TO_ECS = {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
PACKAGES, FILES, RECORDS = (
    f"arn:aws:s3:::itg-{name}-123456789012-us-west-2"
    for name in ("preview-packages", "preview-files", "releases")
)
RECORD = f"{RECORDS}/production/2026.json"
UPLOADS, COPIES = (f"arn:aws:s3:::itg-{name}" for name in ("static-assets", "copies"))

ITS_OWN = {
    "itg-copies": [
        Call("s3:GetReplicationConfiguration", UPLOADS),
        Call("s3:ListBucket", UPLOADS),
        Call("s3:GetObjectVersionForReplication", f"{UPLOADS}/media/a.jpg"),
        Call("s3:GetObjectVersionAcl", f"{UPLOADS}/media/a.jpg"),
        Call("s3:GetObjectVersionTagging", f"{UPLOADS}/private/a.pdf"),
        Call("s3:ReplicateObject", f"{COPIES}/media/a.jpg"),
        Call("s3:ReplicateDelete", f"{COPIES}/media/a.jpg"),
        Call("s3:ReplicateTags", f"{COPIES}/media/a.jpg"),
    ],
    "itg-release": [
        Call("ecs:UpdateService", SERVICE),
        Call("secretsmanager:PutSecretValue", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
        Call("s3:PutObject", RECORD),
        Call("iam:PassRole", f"{ROLE}/itg-production-task", TO_ECS),
    ],
    "itg-backup-drill": [
        Call("rds:DeleteDBInstance", f"{DATABASE}-drill"),
        Call("rds:RestoreDBInstanceToPointInTime", f"{DATABASE}-drill"),
    ],
    "itg-commands": [
        Call("logs:CreateLogStream", f"{LOG}/itg/production/audit:{STREAM}"),
        Call("logs:PutLogEvents", f"{LOG}/itg/production/audit:{STREAM}"),
        Call("logs:PutLogEvents", f"{LOG}/itg/previews/audit:{STREAM}"),
        Call("lambda:InvokeFunction", f"{FUNCTION}-pr-42"),
    ],
    "itg-operators": [
        Call("s3:GetObject", RECORD),
        Call("logs:FilterLogEvents", f"{LOG}/itg/production/audit:log-stream:"),
        Call("logs:FilterLogEvents", f"{LOG}/aws/lambda/itg-backend-pr-42:log-stream:"),
        Call("secretsmanager:DescribeSecret", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
    ],
    "itg-production-task": [
        Call("s3:PutObject", "arn:aws:s3:::itg-static-assets/media/a.jpg"),
        Call("s3:PutObject", "arn:aws:s3:::itg-static-assets/private/a.pdf"),
        Call("s3:GetObject", "arn:aws:s3:::itg-static-assets/private/a.pdf"),
    ],
    "itg-production-execution": [
        Call("secretsmanager:GetSecretValue", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
    ],
    "itg-previews": [
        Call("lambda:UpdateFunctionCode", f"{FUNCTION}-pr-42"),
        Call("lambda:InvokeFunction", PROVISIONER),
        Call("s3:PutObject", f"{PACKAGES}/pr-42/packages/a.zip"),
        Call("s3:DeleteObject", f"{PACKAGES}/pr-42/lease.json"),
        Call("s3:DeleteObject", f"{FILES}/pr-42/media/a.jpg"),
        Call("secretsmanager:CreateSecret", f"{SECRET}/pr-42/DB_PASSWORD-AbCdEf"),
        Call("iam:PassRole", f"{ROLE}/itg/previews/itg-backend-pr-42", TO_LAMBDA),
    ],
    "itg-previews-revoke": [
        Call("lambda:InvokeFunction", f"{FUNCTION}-pr-42"),
        Call("secretsmanager:PutSecretValue", f"{SECRET}/pr-42/DJANGO_SECRET_KEY-AbCdEf"),
        Call("secretsmanager:PutSecretValue", f"{SECRET}/pr-42/PREVIEW_PASSWORD-AbCdEf"),
        Call("s3:PutObject", f"{PACKAGES}/pr-42/lease.json"),
    ],
    "itg-provisioner-deploy": [
        Call("iam:PassRole", f"{ROLE}/itg-preview-provisioner", TO_LAMBDA),
        Call("s3:PutObject", f"{PACKAGES}/preview-provisioner/packages/a.zip"),
        Call("logs:PutRetentionPolicy", f"{LOG}/aws/lambda/itg-backend-preview-provisioner"),
    ],
}
NOT_ITS_OWN = {
    "itg-copies": [
        Call("s3:GetObject", f"{UPLOADS}/private/a.pdf"),
        Call("s3:DeleteObject", f"{UPLOADS}/media/a.jpg"),
        Call("s3:DeleteObjectVersion", f"{COPIES}/media/a.jpg"),
        Call("s3:ReplicateObject", f"{UPLOADS}/media/a.jpg"),
        Call("s3:ReplicateObject", f"{RECORDS}/media/a.jpg"),
    ],
    "itg-backup-drill": [
        *(
            Call(f"rds:{action}", one)
            for action in ("DeleteDBInstance", "ModifyDBInstance", "AddTagsToResource")
            for one in (DATABASE, f"{DATABASE}-restored")
        ),
        Call("rds:ModifyDBInstance", f"{DATABASE}-drill"),
        Call("rds:RestoreDBInstanceToPointInTime", f"{DATABASE}-restored"),
        Call("secretsmanager:GetSecretValue", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
        Call("ecs:UpdateService", SERVICE),
        Call("ecs:RegisterTaskDefinition", "*"),
    ],
    "itg-release": [
        Call("secretsmanager:GetSecretValue", f"{SECRET}/pr-42/DB_PASSWORD-AbCdEf"),
        Call("secretsmanager:DeleteSecret", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
        Call("iam:PassRole", f"{ROLE}/itg-commands", TO_ECS),
        Call("iam:PassRole", f"{ROLE}/itg-production-task", TO_LAMBDA),
    ],
    "itg-operators": [
        Call("secretsmanager:GetSecretValue", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
        Call("lambda:InvokeFunction", f"{FUNCTION}-pr-42"),  # which runs any command
        Call("lambda:GetFunction", f"{FUNCTION}-pr-42"),  # which gives its code
        Call("s3:GetObject", "arn:aws:s3:::itg-static-assets/private/a.pdf"),
        Call("logs:FilterLogEvents", f"{LOG}/aws/rds/instance/itg-db/postgresql:log-stream:"),
        Call("ecs:UpdateService", SERVICE),
    ],
    "itg-site": [
        Call("secretsmanager:GetSecretValue", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
    ],
    "itg-commands": [
        Call("secretsmanager:GetSecretValue", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
        Call("ecs:UpdateService", SERVICE),
        Call("lambda:InvokeFunction", PROVISIONER),
    ],
    "itg-previews": [
        Call("secretsmanager:GetSecretValue", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
        Call("secretsmanager:GetSecretValue", f"{SECRET}/preview-provisioner/DB_PASSWORD-AbCdEf"),
        Call("lambda:UpdateFunctionCode", PROVISIONER),
        *(
            Call(f"s3:{action}", f"{PACKAGES}/{name}")
            for action in ("PutObject", "GetObject", "DeleteObject")
            for name in ("preview-provisioner/packages/a.zip", "package.zip")
        ),
        Call("lambda:ListTags", PROVISIONER),
        Call("s3:GetObject", "arn:aws:s3:::itg-static-assets/media/a.jpg"),
        Call("iam:PassRole", f"{ROLE}/itg-production-task", TO_LAMBDA),
        Call("iam:PassRole", f"{ROLE}/itg-preview-provisioner", TO_LAMBDA),
        Call("iam:DeleteRolePermissionsBoundary", f"{ROLE}/itg/previews/itg-backend-pr-42"),
    ],
    "itg-previews-revoke": [
        Call("lambda:InvokeFunction", PROVISIONER),
        Call("lambda:UpdateFunctionCode", f"{FUNCTION}-pr-42"),
        Call("lambda:DeleteFunction", f"{FUNCTION}-pr-42"),
        *(
            Call(f"secretsmanager:{action}", f"{SECRET}/{name}-AbCdEf")
            for action in ("GetSecretValue", "PutSecretValue")
            for name in ("pr-42/DB_PASSWORD", "production/DJANGO_SECRET_KEY")
        ),
        Call("s3:PutObject", f"{PACKAGES}/pr-42/packages/a.zip"),
        Call("s3:GetObject", f"{FILES}/pr-42/media/a.jpg"),
        Call("iam:PassRole", f"{ROLE}/itg/previews/itg-backend-pr-42", TO_LAMBDA),
    ],
    "itg-preview-provisioner": [
        Call("secretsmanager:GetSecretValue", f"{SECRET}/preview-provisioner/DB_PASSWORD-AbCdEf"),
    ],
    "itg-provisioner-deploy": [
        Call("lambda:UpdateFunctionCode", f"{FUNCTION}-pr-42"),
        Call("s3:PutObject", f"{PACKAGES}/pr-42/packages/a.zip"),
        Call("secretsmanager:GetSecretValue", f"{SECRET}/pr-42/DB_PASSWORD-AbCdEf"),
        Call("secretsmanager:GetSecretValue", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
    ],
}
AUDITS = [f"{LOG}/itg/{stages}/audit" for stages in ("production", "previews")]
WRITERS = {
    "logs:PutLogEvents": ["itg-commands"],
    "s3:PutObject": ["itg-release", "itg-site", "itg-site-refresh"],
}
WRITING = [Call("logs:PutLogEvents", f"{audit}:{STREAM}") for audit in AUDITS]
WRITING += [Call("s3:PutObject", RECORD)]
# A record that is written again stays as an older version, as long as none of these is allowed.
FORGETTING = [
    Call(f"{service}:{action}", resource)
    for service, resources, actions in (
        ("logs", AUDITS, ("DeleteLogGroup", "PutRetentionPolicy", "DeleteRetentionPolicy")),
        ("logs", [f"{audit}:{STREAM}" for audit in AUDITS], ("DeleteLogStream",)),
        ("s3", [RECORD], ("DeleteObject", "DeleteObjectVersion")),
        (*("s3", [RECORDS]), ("DeleteBucket", "PutBucketPolicy", "DeleteBucketPolicy")),
        (*("s3", [RECORDS]), ("PutBucketVersioning", "PutLifecycleConfiguration")),
    )
    for resource in resources
    for action in actions
]
ROLES = [
    resource["Properties"]["RoleName"]
    for stack in sequence.NAMES
    for resource in template(stack)["Resources"].values()
    if resource["Type"] == "AWS::IAM::Role"
]


@pytest.mark.parametrize("name", ITS_OWN)
def test_a_role_reaches_its_own(deployed: Infrastructure, name: str) -> None:
    assert role(deployed, name).principal.refused(ITS_OWN[name]) == []


@pytest.mark.parametrize("name", NOT_ITS_OWN)
def test_a_role_reaches_nothing_else(deployed: Infrastructure, name: str) -> None:
    assert role(deployed, name).principal.allowed(NOT_ITS_OWN[name]) == []


@pytest.mark.parametrize("name", ROLES)
def test_no_role_shortens_or_deletes_the_audit_or_the_records(
    deployed: Infrastructure, name: str
) -> None:
    others = [call for call in WRITING if name not in WRITERS[call.action]]
    assert role(deployed, name).principal.allowed([*FORGETTING, *others]) == []


def test_a_previews_function_reaches_neither_whatever_its_own_policy_says(
    deployed: Infrastructure,
) -> None:
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [everything]}
    function = Principal([policy], boundary(deployed, "itg-preview-boundary"))
    assert function.allowed([*FORGETTING, *WRITING]) == []


def test_older_versions_of_a_record_stay_and_so_do_the_sites_that_are_there() -> None:
    bucket = template("service")["Resources"]["Releases"]["Properties"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    rules = bucket["LifecycleConfiguration"]["Rules"]
    may_go = {"NoncurrentVersionExpiration", "ExpiredObjectDeleteMarker"}
    assert {one["Prefix"]: one.keys() - {"Id", "Status", "Prefix"} - may_go for one in rules} == {
        sites.PREFIX: set(),
        "leases/": set(),
    }, "what is deleted may go, and what is there stays"


def test_older_versions_of_a_lease_go_after_a_day() -> None:
    """A lease that is held is written every few seconds."""
    bucket = template("service")["Resources"]["Releases"]["Properties"]
    rules = {one["Prefix"]: one for one in bucket["LifecycleConfiguration"]["Rules"]}
    (kept,) = [rules[prefix] for prefix in rules if sites.LEASE.startswith(prefix)]
    assert kept["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}


MADE_BY = {"itg-previews": f"{FUNCTION}-pr-42", "itg-provisioner-deploy": PROVISIONER}


def of_previews(account: Infrastructure) -> dict[str, str | list[str]]:
    """The keys of a request that names the network of the previews."""
    found = account.resources("previews")
    network, first, second, group = (
        found[name]["PhysicalResourceId"]
        for name in ("Network", "SubnetA", "SubnetB", "FunctionGroup")
    )
    return {
        "lambda:VpcIds": network,
        "lambda:SubnetIds": [first, second],
        "lambda:SecurityGroupIds": [group],
    }


@pytest.mark.parametrize("name", MADE_BY)
def test_a_function_is_in_the_network_of_the_previews_or_is_not_made(
    deployed: Infrastructure, name: str
) -> None:
    """Its code would reach production's database from production's network."""
    network = of_previews(deployed)
    production = deployed.resources("network")
    group = production["TaskGroup"]["PhysicalResourceId"]
    elsewhere: list[dict[str, str | list[str]]] = [
        {},
        *({key: value for key, value in network.items() if key != left} for left in network),
        network | {"lambda:VpcIds": production["Network"]["PhysicalResourceId"]},
        network | {"lambda:SubnetIds": [*network["lambda:SubnetIds"], "subnet-0aaa"]},
        network | {"lambda:SecurityGroupIds": [*network["lambda:SecurityGroupIds"], group]},
        network | {"lambda:SecurityGroupIds": [group]},
    ]
    found = role(deployed, name).principal
    actions = ("lambda:CreateFunction", "lambda:UpdateFunctionConfiguration")
    assert found.refused([Call(action, MADE_BY[name], network) for action in actions]) == []
    others = [Call(action, MADE_BY[name], one) for action in actions for one in elsewhere]
    assert found.allowed(others) == []
