"""Each role may do what the delivery does in its name, and nothing beside it."""

from typing import Any

import pytest

from delivery.release.permissions import Permissions
from delivery.stack import sequence
from tests.infrastructure.account import Infrastructure, template
from tests.infrastructure.calls import Place, calls
from tests.infrastructure.permissions import many, needed, role
from tests.services.iam import Call

PURPOSES = {
    "itg-release": [
        *(("release.sequence", verb) for verb in ("prepare", "finish", "rollback")),
        ("release.config_cli", "check"),
    ],
    "itg-site": [("site.cli", "deploy")],
    "itg-commands": [("run.cli", "run")],
    "itg-previews": [
        *(("preview.cli", verb) for verb in ("deploy", "destroy", "show", "reap")),
        ("provisioner.databases", "ensure"),
    ],
    "itg-provisioner-deploy": [("provisioner.cli", "deploy")],
}
STARTS = [(name, start) for name, starts in PURPOSES.items() for start in starts]
# A function does more than one purpose asks of it.
ON_ECS = ("ecs:DescribeServices", "ecs:DescribeTaskDefinition", "ecs:DescribeTasks", "ecs:RunTask")
ELSEWHERE = {
    "itg-previews": {
        **dict.fromkeys(ON_ECS, "a preview's commands are invocations"),
        "ecs:StopTask": "the same",
        "logs:GetLogEvents": "the same",
    },
}
ROLES = [
    (stack, name, resource)
    for stack in sequence.NAMES
    for name, resource in template(stack)["Resources"].items()
    if resource["Type"] in {"AWS::IAM::Role", "AWS::IAM::ManagedPolicy"}
]


def test_calls_are_read_from_the_source() -> None:
    assert calls(("release.records", "history")) == {"s3:GetObject", "s3:ListObjectsV2"}
    assert calls(("site.cli", "deploy")) >= {"amplify:StartDeployment", "amplify:StopJob"}
    found = needed(("release.sequence", "prepare"))
    assert found >= {"ecs:RunTask", "s3:PutObject", "secretsmanager:DescribeSecret"}
    assert "lambda:InvokeFunction" not in found
    assert "secretsmanager:ListSecrets" not in found  # it may lag behind by five minutes


@pytest.mark.parametrize(("name", "start"), STARTS)
def test_a_role_may_make_every_call_of_its_purpose(
    deployed: Infrastructure, name: str, start: Place
) -> None:
    found, wanted = role(deployed, name), needed(start) - ELSEWHERE.get(name, {}).keys()
    assert wanted
    assert {action for action in wanted if not found.names(action)} == set()


def test_a_release_finds_that_it_may_do_all_that_it_asks_for(deployed: Infrastructure) -> None:
    account, region = "123456789012", "us-west-2"
    roles = [f"arn:aws:iam::{account}:role/itg-production-{name}" for name in ("execution", "task")]
    bucket = f"itg-releases-{account}-{region}"
    found = role(deployed, "itg-release")
    wanted = Permissions(region, account, roles, bucket).release()
    calls = [
        Call(action, need.resource, dict(need.context))
        for need in wanted
        for action in need.actions
    ]
    assert found.principal.refused(calls) == []


@pytest.mark.parametrize(("stack", "name", "resource"), ROLES)
def test_a_wildcard_has_its_reason(stack: str, name: str, resource: dict[str, Any]) -> None:
    properties = resource["Properties"]
    documents = [one["PolicyDocument"] for one in properties.get("Policies", [properties])]
    rows = [row for document in documents for row in document["Statement"]]
    wild = {row["Sid"] for row in rows if "*" in many(row["Resource"])}
    assert wild == set(resource.get("Metadata", {}).get("Wildcards", {}))
    actions = [one for row in rows if row["Effect"] == "Allow" for one in many(row["Action"])]
    assert [action for action in actions if "*" in action] == []


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
