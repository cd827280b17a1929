"""What a preview's role may do, by its policy document and its boundary."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from delivery.preview import role
from delivery.tools.stages import Preview
from tests.infrastructure.made import made
from tests.services.aws import REGION
from tests.services.iam import ACCOUNT, Call, Principal
from tests.standins.previews_account import FILES

POLICY = role.policy(Preview(4), FILES, REGION, ACCOUNT)
FUNCTION = {"lambda:SourceFunctionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:"}
FILE = f"arn:aws:s3:::{FILES}"
GROUP = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/itg-backend"
SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:itg/pr-4/DB_PASSWORD-AbCdEf"
LAMBDA = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:itg-backend-pr-4"
INTERFACE = f"arn:aws:ec2:{REGION}:{ACCOUNT}:network-interface/*"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/itg-release"
TAG = {"aws:PrincipalTag/itg:preview": "pr-4"}


@pytest.fixture(scope="module")
def boundary() -> Iterator[dict[str, Any]]:
    with made() as stacks:
        yield json.loads(stacks.policies["itg-preview-boundary"]["PolicyDocument"])


@pytest.mark.parametrize(
    ("action", "resource", "context", "may"),
    [
        ("s3:GetObject", f"{FILE}/pr-4/media/a.jpg", {}, True),
        ("s3:PutObject", f"{FILE}/pr-4/static/a.css", {}, True),
        ("s3:DeleteObject", f"{FILE}/pr-4/media/a.jpg", {}, True),
        ("s3:GetObject", f"{FILE}/pr-42/media/a.jpg", {}, False),
        ("s3:PutObject", f"{FILE}/pr-5/media/a.jpg", {}, False),
        ("s3:GetObject", "arn:aws:s3:::itg-static-assets/pr-4/a.jpg", {}, False),
        ("s3:PutObjectAcl", f"{FILE}/pr-4/media/a.jpg", {}, False),
        ("s3:ListBucket", FILE, {"s3:prefix": "pr-4/static/"}, True),
        ("s3:ListBucket", FILE, {"s3:prefix": "pr-42/"}, False),
        ("s3:ListBucket", FILE, {"s3:prefix": ""}, False),
        ("s3:ListBucket", FILE, {}, False),
        ("logs:PutLogEvents", f"{GROUP}-pr-4:log-stream:x", {}, True),
        ("logs:PutLogEvents", f"{GROUP}-pr-42:log-stream:x", {}, False),
        ("logs:CreateLogGroup", f"{GROUP}-pr-4:log-stream:x", {}, False),
        ("secretsmanager:GetSecretValue", SECRET, {}, False),
        ("lambda:InvokeFunction", LAMBDA, {}, False),
        ("sts:AssumeRole", ROLE, {}, False),
        ("ec2:CreateNetworkInterface", INTERFACE, {}, True),
        (
            *("ec2:CreateNetworkInterface", INTERFACE),
            {key: f"{text}itg-backend-pr-4" for key, text in FUNCTION.items()},
            False,
        ),
    ],
)
def test_a_preview_may(
    boundary: dict[str, Any], action: str, resource: str, context: dict[str, str], may: bool
) -> None:
    call = Call(action, resource, {**TAG, **context})
    for principal in (Principal([POLICY]), Principal([POLICY], boundary)):
        assert (principal.refused([call]) == []) is may


def test_the_boundary_alone_gives_nothing_and_takes_what_is_beyond_it(
    boundary: dict[str, Any],
) -> None:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    everything = {"Version": "2012-10-17", "Statement": [statement]}
    beyond = Call("iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/eve")
    own = Call("s3:GetObject", f"{FILE}/pr-4/a", TAG)
    other = Call("s3:GetObject", f"{FILE}/pr-5/a", TAG)
    assert Principal([everything]).refused([beyond, own, other]) == []
    assert Principal([everything], boundary).refused([beyond, own, other]) == [
        str(beyond),
        str(other),
    ]
    assert Principal([], boundary).refused([own]) == [str(own)]
