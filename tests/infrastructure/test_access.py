"""Each role may do what the delivery does in its name, and nothing beside it."""

import json
from typing import Any

import pytest

from delivery.operate.doctor.calls import Calls
from delivery.release.permissions import Permissions
from delivery.stack import sequence
from tests.infrastructure.account import Infrastructure, template
from tests.infrastructure.made import made
from tests.infrastructure.permissions import many, role
from tests.services.iam import Call
from tests.standins import needs

# What a service adds: it passes a role on, or calls in a function's name.
BY_SERVICES = {"iam:PassedToService", "lambda:SourceFunctionArn"}
ROLES = [
    (stack, name, resource)
    for stack in sequence.NAMES
    for name, resource in template(stack)["Resources"].items()
    if resource["Type"] in {"AWS::IAM::Role", "AWS::IAM::ManagedPolicy"}
]


def test_the_judge_of_calls_knows_every_condition() -> None:
    """One that it does not know would be missing in each call, and none would be tried."""
    with made() as stacks:
        texts = [one for role in stacks.allowed.values() for one in role.values()]
        texts += [one["PolicyDocument"] for one in stacks.policies.values()]
    rows = [row for text in texts for row in json.loads(text)["Statement"]]
    conditions = [one for row in rows for one in row.get("Condition", {}).values()]
    keys = {key for one in conditions for key in one}
    assert keys - needs.CONDITIONS.keys() - BY_SERVICES == set()


def test_a_release_finds_that_it_may_do_all_that_it_asks_for(deployed: Infrastructure) -> None:
    account, region = "123456789012", "us-west-2"
    roles = [f"arn:aws:iam::{account}:role/itg-production-{name}" for name in ("execution", "task")]
    bucket = f"itg-releases-{account}-{region}"
    found = role(deployed, "itg-release")
    wanted = Permissions(region, account, roles, bucket, "unplayed-App-AppId").release()
    calls = [
        Call(action, need.resource, dict(need.context))
        for need in wanted
        for action in need.actions
    ]
    assert found.principal.refused(calls) == []


def test_each_role_may_make_the_calls_that_doctor_asks_iam_about(
    deployed: Infrastructure,
) -> None:
    account, region = "123456789012", "us-west-2"
    execution, task = (
        f"arn:aws:iam::{account}:role/itg-production-{name}" for name in ("execution", "task")
    )
    bucket, app = f"itg-releases-{account}-{region}", "unplayed-App-AppId"
    release = Permissions(region, account, [execution, task], bucket, app)
    found = Calls(release, execution, task, "itg-static-assets", "itg-db").by_role()
    assert len(found) == 8
    for name, wanted in found.items():
        calls = [
            Call(action, need.resource, dict(need.context))
            for need in wanted
            for action in need.actions
        ]
        assert role(deployed, name).principal.refused(calls) == []


def test_operators_look_and_change_nothing(deployed: Infrastructure) -> None:
    """AWS's own list says of each action whether it reads, lists, writes or gives permissions."""
    documents = role(deployed, "itg-operators").documents
    rows = [row for one in documents for row in one["Statement"]]
    actions = [action.split(":") for row in rows for action in many(row["Action"])]
    assert actions
    levels = {
        f"{service}:{name}": needs.reference("actions", service)[name.lower()]["accessLevel"]
        for service, name in actions
    }
    assert {name for name, level in levels.items() if level not in {"Read", "List"}} == set()


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
