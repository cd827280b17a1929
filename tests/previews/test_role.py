"""What a preview's role may do, by its policy document and its boundary."""

import pytest

from delivery.preview import role
from delivery.tools.stages import Preview
from tests.standins.policies import allowed
from tests.standins.previews_account import BOUNDARY, FILES

POLICY = role.policy(Preview(4), FILES, "us-west-2", "111111111111")
FUNCTION = {"lambda:SourceFunctionArn": "arn:aws:lambda:us-west-2:111111111111:function:"}
FILE = f"arn:aws:s3:::{FILES}"
GROUP = "arn:aws:logs:us-west-2:111111111111:log-group:/aws/lambda/itg-backend"


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
        ("secretsmanager:GetSecretValue", "*", {}, False),
        ("lambda:InvokeFunction", "*", {}, False),
        ("sts:AssumeRole", "*", {}, False),
        ("ec2:CreateNetworkInterface", "*", {}, True),
        (
            *("ec2:CreateNetworkInterface", "*"),
            {key: f"{text}itg-backend-pr-4" for key, text in FUNCTION.items()},
            False,
        ),
    ],
)
def test_a_preview_may(action: str, resource: str, context: dict[str, str], may: bool) -> None:
    assert allowed([POLICY], action, resource, context) is may
    assert allowed([POLICY, BOUNDARY], action, resource, context) is may


def test_the_boundary_alone_gives_nothing_and_takes_what_is_beyond_it() -> None:
    everything = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    }
    assert allowed([everything], "iam:CreateUser", "*")
    assert not allowed([everything, BOUNDARY], "iam:CreateUser", "*")
    assert not allowed([], "s3:GetObject", f"{FILE}/pr-4/a")
