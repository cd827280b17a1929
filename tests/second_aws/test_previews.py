"""A preview's whole life on ministack, by the real commands.

Roles, logs, secrets and objects are made, changed and removed; real Zappa deploys and updates the
functions. Both are ``tests.standins.light_function``, for this is about the calls of AWS.
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from delivery.aws.lambda_functions import PERMISSIONS
from delivery.preview import function, role
from delivery.preview.settings import SECRETS
from delivery.tools.stages import PROVISIONER, Preview
from tests.second_aws.account import SecondAws
from tests.second_aws.operator import Operator, operator
from tests.services.aws import REGION
from tests.services.ministack import ACCOUNT
from tests.standins import light_function

STAGE = Preview(8)
FIRST, SECOND = "a" * 40, "b" * 40
PAGE = '<html><head><meta name="api-base-url" content="/api" /></head></html>'


@pytest.fixture
def package(tmp_path: Path) -> Path:
    file = tmp_path / "package.zip"
    file.write_bytes(light_function.package())
    return file


@pytest.fixture
def pushed(tmp_path: Path) -> Path:
    """The package after a push."""
    held = io.BytesIO(light_function.package())
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("pushed.txt", "pushed")
    file = tmp_path / "pushed.zip"
    file.write_bytes(held.getvalue())
    return file


@pytest.fixture
def operating(tools: Path, deployed: SecondAws, tmp_path: Path) -> Iterator[Operator]:
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text(PAGE)
    with operator(deployed, STAGE.name, site) as found:
        yield found


def test_a_preview_is_deployed_pushed_to_and_destroyed(
    operating: Operator, package: Path, pushed: Path
) -> None:
    words = ("--package", str(package), "--commit", FIRST)
    ended = operating.deliver("provisioner", "deploy", *words)
    assert ended.returncode == 0, ended.stderr
    first = operating.deploy(STAGE.number, package, FIRST)
    assert (first["updated"], len(first["smoke"])) == (False, 5)
    check_role(operating)
    before = check_function(operating, FIRST)
    second = operating.deploy(STAGE.number, pushed, SECOND)
    assert (second["updated"], second["url"]) == (True, first["url"])
    after = check_function(operating, SECOND)
    assert after["CodeSha256"] != before["CodeSha256"]
    check_log(operating)
    destroyed = operating.deliver("preview", "destroy", str(STAGE.number))
    assert destroyed.returncode == 0, destroyed.stderr
    assert "pr-8: 11 found, 0 left" in destroyed.stdout
    check_nothing_is_left(operating)


def check_role(operating: Operator) -> None:
    iam = operating.client("iam")
    found = iam.get_role(RoleName=STAGE.role)["Role"]
    boundary = found["PermissionsBoundary"]["PermissionsBoundaryArn"]
    assert (found["Path"], boundary) == (role.PATH, operating.variables["PREVIEW_BOUNDARY_ARN"])
    policy = iam.get_role_policy(RoleName=STAGE.role, PolicyName=role.POLICY)["PolicyDocument"]
    bucket = operating.variables["PREVIEW_FILES_BUCKET"]
    assert policy == role.policy(STAGE, bucket, REGION, ACCOUNT)


def check_function(operating: Operator, commit: str) -> dict[str, Any]:
    """Its configuration, once it is what the commit made of it."""
    functions = operating.client("lambda")
    found = functions.get_function(FunctionName=STAGE.function)
    held: dict[str, Any] = found["Configuration"]
    variables = held["Environment"]["Variables"]
    secrets = operating.client("secretsmanager")
    for name in SECRETS:
        kept = secrets.get_secret_value(SecretId=STAGE.secret(name))["SecretString"]
        assert variables[name] == kept, name
    assert (variables["APP_VERSION"], found["Tags"]["itg:commit"]) == (commit, commit)
    network = operating.variables["PREVIEW_SUBNET_IDS"].split(",")
    assert sorted(held["VpcConfig"]["SubnetIds"]) == sorted(network)
    assert found["Concurrency"]["ReservedConcurrentExecutions"] == function.AT_ONCE
    policy = functions.get_policy(FunctionName=STAGE.function)["Policy"]
    assert all(name in policy for name in PERMISSIONS)
    versions = functions.list_versions_by_function(FunctionName=STAGE.function)["Versions"]
    assert len(versions) == 2  # $LATEST, and the one that Zappa keeps
    return held


def check_log(operating: Operator) -> None:
    logs = operating.client("logs")
    (group,) = logs.describe_log_groups(logGroupNamePrefix=STAGE.log_group)["logGroups"]
    assert group["retentionInDays"] == function.LOG_DAYS


def check_nothing_is_left(operating: Operator) -> None:
    """Neither in lists, nor of a bucket."""
    client = operating.client
    listed = client("lambda").list_functions()["Functions"]
    assert [one["FunctionName"] for one in listed] == [PROVISIONER.function]
    assert client("iam").list_roles(PathPrefix=role.PATH)["Roles"] == []
    group = client("logs").describe_log_groups(logGroupNamePrefix=STAGE.log_group)
    assert group["logGroups"] == []
    secrets = client("secretsmanager").list_secrets()["SecretList"]
    assert [one["Name"] for one in secrets if STAGE.name in one["Name"]] == []
    for name in ("PREVIEW_FILES_BUCKET", "PREVIEW_PACKAGES_BUCKET"):
        objects = client("s3").list_objects_v2(Bucket=operating.variables[name])
        assert objects.get("Contents", []) == []
