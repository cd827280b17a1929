"""Which of an account's functions are previews'."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from delivery.preview import resources
from delivery.preview.settings import NEEDED, PreviewSettings
from tests.services.aws import REGION, AwsServer

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
NAMES = ("itg-backend-preview-provisioner", "itg-backend-pr-42", "itg-backend-pr-7", "itg-backend")


@pytest.fixture
def functions(aws_server: AwsServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An account that has all of NAMES; this process is signed in to it."""
    for name, value in aws_server.environment_of_clients.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_REGION", REGION)
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("core.py", "")
    iam, functions = aws_server.client("iam"), aws_server.client("lambda")
    made = iam.create_role(RoleName="previews", AssumeRolePolicyDocument=json.dumps(TRUST))
    for name in NAMES:
        functions.create_function(
            FunctionName=name,
            Runtime="python3.11",
            Role=made["Role"]["Arn"],
            Handler="core.handler",
            Code={"ZipFile": code.getvalue()},
        )
    yield functions
    for name in NAMES:
        functions.delete_function(FunctionName=name)
    iam.delete_role(RoleName="previews")


def test_the_provisioner_is_no_preview_and_its_tags_are_not_asked_for(functions: Any) -> None:
    """The role that makes previews may not read them: see tests/infrastructure/test_reach.py."""
    settings = PreviewSettings.read(dict.fromkeys(NEEDED, "some"))
    (kind,) = [one for one in resources.KINDS if one.name == "function"]
    assert sorted(kind.find(settings)) == ["itg-backend-pr-42", "itg-backend-pr-7"]
