"""Each role may do what the delivery does in its name, and nothing beside it."""

from typing import Any

import pytest

from delivery import stacks
from delivery.release_permissions import needs
from delivery.stages import Stage
from tests.contracts.test_workflows import WORKFLOWS, workflow
from tests.infrastructure.account import Infrastructure, template
from tests.infrastructure.calls import Place, calls, defined, file_of
from tests.infrastructure.permissions import many, needed, role

PURPOSES = {
    "itg-release": [("releases", "prepare"), ("releases", "finish"), ("cli.config_check", "check")],
    "itg-site": [("cli.site", "deploy")],
    "itg-commands": [("cli.run", "run")],
    "itg-previews": [
        *(("cli.preview", verb) for verb in ("deploy", "destroy", "show", "reap")),
        ("databases", "ensure"),
    ],
    "itg-keeper-deploy": [("cli.keeper", "deploy")],
}
STARTS = [
    (name, start)
    for name, starts in PURPOSES.items()
    for start in starts
    if file_of(start[0]).is_file() and start[1] in defined(start[0])
]
# A function does more than one purpose asks of it.
ON_ECS = ("ecs:DescribeServices", "ecs:DescribeTaskDefinition", "ecs:DescribeTasks", "ecs:RunTask")
ELSEWHERE = {
    "itg-previews": {
        **dict.fromkeys(ON_ECS, "a preview's commands are invocations"),
        "ecs:StopTask": "the same",
        "logs:GetLogEvents": "the same",
    },
    "itg-keeper-deploy": {
        "secretsmanager:CreateSecret": "the stack makes it, and without it nothing is deployed",
    },
}
ACCOUNT = "us-west-2:123456789012"
SECRET = f"arn:aws:secretsmanager:{ACCOUNT}:secret:itg"
FUNCTION = f"arn:aws:lambda:{ACCOUNT}:function:itg-backend"
ROLES = [
    (stack, name, resource)
    for stack in stacks.NAMES
    for name, resource in template(stack)["Resources"].items()
    if resource["Type"] in {"AWS::IAM::Role", "AWS::IAM::ManagedPolicy"}
]


def test_calls_are_read_from_the_source() -> None:
    assert calls(("aws.records", "newest")) == {"s3:GetObject", "s3:ListObjectsV2"}
    assert calls(("cli.site", "deploy")) >= {"amplify:StartDeployment", "amplify:StopJob"}
    found = needed(("releases", "prepare"))
    assert found >= {"ecs:RunTask", "s3:PutObject", "secretsmanager:ListSecrets"}
    assert "lambda:InvokeFunction" not in found


@pytest.mark.parametrize(("name", "start"), STARTS)
def test_a_role_may_make_every_call_of_its_purpose(
    deployed: Infrastructure, name: str, start: Place
) -> None:
    found, wanted = role(deployed, name), needed(start) - ELSEWHERE.get(name, {}).keys()
    assert wanted
    assert {action for action in wanted if not found.allows(action)} == set()


def test_a_release_finds_that_it_may_do_all_that_it_asks_for(deployed: Infrastructure) -> None:
    names = {
        "EXECUTION_ROLE_ARN": "arn:aws:iam::123456789012:role/itg-production-execution",
        "TASK_ROLE_ARN": "arn:aws:iam::123456789012:role/itg-production-task",
        "RELEASES_BUCKET": "itg-releases",
    }
    found = role(deployed, "itg-release")
    for need in needs(Stage("production"), "us-west-2", "123456789012", names):
        assert [one for one in need.actions if not found.allows(one, need.resource)] == []


@pytest.mark.parametrize(
    ("name", "action", "resource"),
    [
        (
            "itg-release",
            "ecs:UpdateService",
            f"arn:aws:ecs:{ACCOUNT}:service/itg-backend-cluster/itg-backend-service",
        ),
        ("itg-release", "secretsmanager:PutSecretValue", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
        ("itg-release", "s3:PutObject", "arn:aws:s3:::itg-releases/production/2026.json"),
        ("itg-release", "iam:PassRole", "arn:aws:iam::123456789012:role/itg-production-task"),
        (
            "itg-commands",
            "logs:PutLogEvents",
            f"arn:aws:logs:{ACCOUNT}:log-group:/itg/pr-42/audit:*",
        ),
        ("itg-commands", "lambda:InvokeFunction", f"{FUNCTION}-pr-42"),
        ("itg-production-task", "s3:PutObject", "arn:aws:s3:::itg-static-assets/media/a.jpg"),
        ("itg-production-task", "s3:PutObject", "arn:aws:s3:::itg-static-assets/private/a.pdf"),
        ("itg-production-task", "s3:GetObject", "arn:aws:s3:::itg-static-assets/private/a.pdf"),
        (
            "itg-production-execution",
            "secretsmanager:GetSecretValue",
            f"{SECRET}/production/DB_PASSWORD-AbCdEf",
        ),
        ("itg-previews", "lambda:UpdateFunctionCode", f"{FUNCTION}-pr-42"),
        ("itg-previews", "lambda:InvokeFunction", f"{FUNCTION}-preview-keeper"),
        (
            "itg-previews",
            "iam:CreateRole",
            "arn:aws:iam::123456789012:role/itg/previews/itg-backend-pr-42",
        ),
        ("itg-previews", "secretsmanager:CreateSecret", f"{SECRET}/pr-42/DB_PASSWORD-AbCdEf"),
    ],
)
def test_a_role_reaches_its_own(
    deployed: Infrastructure, name: str, action: str, resource: str
) -> None:
    assert role(deployed, name).allows(action, resource)


@pytest.mark.parametrize(
    ("name", "action", "resource"),
    [
        ("itg-release", "secretsmanager:GetSecretValue", f"{SECRET}/pr-42/DB_PASSWORD-AbCdEf"),
        ("itg-release", "secretsmanager:DeleteSecret", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
        ("itg-release", "iam:PassRole", "arn:aws:iam::123456789012:role/itg-commands"),
        ("itg-site", "secretsmanager:GetSecretValue", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
        (
            "itg-commands",
            "secretsmanager:GetSecretValue",
            f"{SECRET}/production/DB_PASSWORD-AbCdEf",
        ),
        (
            "itg-commands",
            "ecs:UpdateService",
            f"arn:aws:ecs:{ACCOUNT}:service/itg-backend-cluster/itg-backend-service",
        ),
        (
            "itg-commands",
            "logs:DeleteLogGroup",
            f"arn:aws:logs:{ACCOUNT}:log-group:/itg/production/audit:*",
        ),
        ("itg-commands", "lambda:InvokeFunction", f"{FUNCTION}-preview-keeper"),
        ("itg-production-task", "s3:PutObject", "arn:aws:s3:::itg-releases/production/2026.json"),
        (
            "itg-previews",
            "secretsmanager:GetSecretValue",
            f"{SECRET}/production/DB_PASSWORD-AbCdEf",
        ),
        (
            "itg-previews",
            "secretsmanager:GetSecretValue",
            f"{SECRET}/preview-keeper/DB_PASSWORD-AbCdEf",
        ),
        ("itg-previews", "lambda:UpdateFunctionCode", f"{FUNCTION}-preview-keeper"),
        ("itg-previews", "s3:GetObject", "arn:aws:s3:::itg-static-assets/media/a.jpg"),
        ("itg-previews", "iam:PassRole", "arn:aws:iam::123456789012:role/itg-production-task"),
        ("itg-previews", "iam:PassRole", "arn:aws:iam::123456789012:role/itg-preview-keeper"),
        (
            "itg-previews",
            "iam:DeleteRolePermissionsBoundary",
            "arn:aws:iam::123456789012:role/itg/previews/itg-backend-pr-42",
        ),
        (
            "itg-preview-keeper",
            "secretsmanager:GetSecretValue",
            f"{SECRET}/preview-keeper/DB_PASSWORD-AbCdEf",
        ),
        ("itg-keeper-deploy", "lambda:UpdateFunctionCode", f"{FUNCTION}-pr-42"),
        (
            "itg-keeper-deploy",
            "secretsmanager:GetSecretValue",
            f"{SECRET}/pr-42/DB_PASSWORD-AbCdEf",
        ),
        (
            "itg-keeper-deploy",
            "secretsmanager:GetSecretValue",
            f"{SECRET}/production/DB_PASSWORD-AbCdEf",
        ),
    ],
)
def test_a_role_reaches_nothing_else(
    deployed: Infrastructure, name: str, action: str, resource: str
) -> None:
    assert not role(deployed, name).allows(action, resource)


@pytest.mark.parametrize(("stack", "name", "resource"), ROLES)
def test_a_wildcard_has_its_reason(stack: str, name: str, resource: dict[str, Any]) -> None:
    properties = resource["Properties"]
    documents = [one["PolicyDocument"] for one in properties.get("Policies", [properties])]
    rows = [row for document in documents for row in document["Statement"]]
    wild = {row["Sid"] for row in rows if "*" in many(row["Resource"])}
    assert wild == set(resource.get("Metadata", {}).get("Wildcards", {}))
    actions = [one for row in rows if row["Effect"] == "Allow" for one in many(row["Action"])]
    assert [action for action in actions if "*" in action] == []


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("itg-release", "production"),
        ("itg-site", "production"),
        ("itg-commands", "production-commands"),
        ("itg-previews", "previews"),
        ("itg-keeper-deploy", "preview-keeper"),
    ],
)
def test_a_role_trusts_one_environment_of_the_repository_that_no_other_can_become(
    deployed: Infrastructure, name: str, environment: str
) -> None:
    (trust,) = role(deployed, name).trust
    github = "token.actions.githubusercontent.com"
    assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert trust["Condition"] == {
        "StringEquals": {
            f"{github}:aud": "sts.amazonaws.com",
            f"{github}:sub": f"repo:octocat@123456/site@456789:environment:{environment}",
        }
    }


def test_every_environment_of_a_workflow_has_its_role() -> None:
    jobs = [job for file in WORKFLOWS for job in workflow(file.name)["jobs"].values()]
    found = [job["environment"] for job in jobs if "environment" in job]
    names = {one["name"] if isinstance(one, dict) else one for one in found}
    text = "".join(str(template(stack)) for stack in ("access", "preview-access", "keeper-access"))
    assert [name for name in names if f":environment:{name}'" not in text] == []


def test_the_boundary_holds_a_preview_to_what_is_named_like_its_tag() -> None:
    document = template("preview-access")["Resources"]["Boundary"]["Properties"]["PolicyDocument"]
    allowed = [row for row in document["Statement"] if row["Effect"] == "Allow"]
    own = "${aws:PrincipalTag/itg:preview}"
    narrow = [row for row in allowed if row["Sid"] != "TheNetwork"]
    assert [row["Sid"] for row in narrow if own not in str(row).replace("${!", "${")] == []
    makes = template("preview-access")["Resources"]["PreviewsRole"]["Properties"]["Policies"][0]
    (bounded,) = [
        row
        for row in makes["PolicyDocument"]["Statement"]
        if "iam:CreateRole" in many(row["Action"])
    ]
    assert bounded["Condition"] == {
        "StringEquals": {"iam:PermissionsBoundary": {"Ref": "Boundary"}}
    }
