"""What AWS tells late: lists, new roles, changes of a function that are still in progress."""

import io
import json
import os
import subprocess
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from delivery import databases, preview_parts
from delivery.aws import amplify, functions
from delivery.preview_settings import SECRETS, Settings
from delivery.stages import Stage
from tests import commands
from tests.delivery.fixtures import TOOLS
from tests.previews.conftest import FIRST_PORT
from tests.services.aws import REGION
from tests.standins.amplify import Amplify
from tests.standins.cloud import Cloud
from tests.standins.previews_account import APP, FILES, PACKAGES, TRUST

STAGE = Stage("pr-8")
SETTINGS = Settings(
    {
        "PREVIEW_AMPLIFY_APP_ID": APP,
        "PREVIEW_FILES_BUCKET": FILES,
        "PREVIEW_PACKAGES_BUCKET": PACKAGES,
    }
)
LAGGING = {"site", "function", "role", "secret"}
# Zappa runs beside the Python that delivers.
RUN_ZAPPA = """
import json, sys
from delivery import preview_function
from delivery.stages import Stage
words = json.loads(sys.argv[1])
preview_function.run_zappa(
    Stage(words["stage"]), words["archive"], words["stages"], print, update=words["update"]
)
"""


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """An account that this process is signed in to, with no keeper in it."""
    with Amplify(APP, FIRST_PORT + 900) as hosting, Cloud(hosting.url) as cloud:
        for bucket in (FILES, PACKAGES):
            cloud.make_bucket(bucket)
        for name, value in {**cloud.environment_of_clients, "AWS_REGION": REGION}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(databases, "list", lambda: ())
        yield cloud


def package() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("core/lambda_handler.py", "def handler(event, context): return event")
    return held.getvalue()


def create_function(cloud: Cloud, name: str, role: str) -> None:
    """Retried until the role is old enough."""
    give_up_at = time.monotonic() + 60
    while True:
        try:
            cloud.client("lambda").create_function(
                FunctionName=name,
                Role=role,
                Runtime="python3.11",
                Handler="core.lambda_handler.handler",
                Code={"ZipFile": package()},
            )
            return
        except ClientError as error:
            if "cannot be assumed" not in str(error) or time.monotonic() > give_up_at:
                raise
            time.sleep(0.1)


def make_parts(cloud: Cloud) -> None:
    role = cloud.client("iam").create_role(
        RoleName=STAGE.role, Path="/itg/previews/", AssumeRolePolicyDocument=json.dumps(TRUST)
    )["Role"]["Arn"]
    for variable in SECRETS:
        cloud.client("secretsmanager").create_secret(
            Name=STAGE.secret(variable), SecretString="made up"
        )
    amplify.Branch(APP, STAGE.branch).ensure()
    create_function(cloud, STAGE.function, role)


def remove_parts() -> None:
    for kind in preview_parts.KINDS:
        for name in preview_parts.parts(SETTINGS, STAGE).get(kind.name, []):
            kind.remove(SETTINGS, name)


def test_what_a_list_still_shows_is_not_reported_when_it_is_gone(cloud: Cloud) -> None:
    make_parts(cloud)
    with cloud.lists_lag():
        assert preview_parts.parts(SETTINGS, STAGE).keys() == LAGGING
        remove_parts()
        listed = {kind.name for kind in preview_parts.KINDS if kind.find(SETTINGS)}
        assert listed == LAGGING - {"function"}  # which asks each for its tags
        assert preview_parts.parts(SETTINGS, STAGE) == {}


def test_what_no_list_shows_yet_is_found_and_removed(cloud: Cloud) -> None:
    with cloud.lists_lag():
        assert preview_parts.parts(SETTINGS, STAGE) == {}
        make_parts(cloud)
        assert preview_parts.parts(SETTINGS, STAGE).keys() == LAGGING
        remove_parts()
    assert preview_parts.parts(SETTINGS, STAGE) == {}


def run_zappa(cloud: Cloud, *, update: bool) -> str:
    """What it printed."""
    role = cloud.client("iam").get_role(RoleName=STAGE.role)["Role"]["Arn"]
    stage = {
        "project_name": "itg-backend",
        "aws_region": REGION,
        "runtime": "python3.11",
        "lambda_handler": "core.lambda_handler.handler",
        "s3_bucket": PACKAGES,
        "role_arn": role,
        "manage_roles": False,
        "apigateway_enabled": False,
        "keep_warm": False,
    }
    words = {
        "stage": STAGE.name,
        "archive": f"s3://{PACKAGES}/package.zip",
        "stages": {
            STAGE.database: {
                **stage,
                "callbacks": {"settings": "delivery.zappa_hooks.keep_function_url"},
            }
        },
        "update": update,
    }
    inherited = {name: os.environ[name] for name in commands.INHERITED if name in os.environ}
    ended = subprocess.run(
        [TOOLS, "-c", RUN_ZAPPA, json.dumps(words)],
        env={
            **inherited,
            **cloud.environment_of_clients,
            "AWS_REGION": REGION,
            "PYTHONPATH": str(commands.BACKEND),
        },
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_zappa_runs_again_while_its_role_is_young_and_returns_when_the_function_is_settled(
    tools: Path, cloud: Cloud
) -> None:
    cloud.client("iam").create_role(
        RoleName=STAGE.role, Path="/itg/previews/", AssumeRolePolicyDocument=json.dumps(TRUST)
    )
    cloud.client("s3").put_object(Bucket=PACKAGES, Key="package.zip", Body=package())
    cloud.make_roles_young()
    assert run_zappa(cloud, update=False).count("its role is not known everywhere yet") >= 2
    assert change_at_once(cloud) == 200
    # That change is in progress now, as after a run that was killed.
    assert change_at_once(cloud) == 409
    run_zappa(cloud, update=True)
    assert change_at_once(cloud) == 200


def change_at_once(cloud: Cloud) -> int:
    try:
        cloud.client("lambda").update_function_configuration(
            FunctionName=STAGE.function, Environment={"Variables": {"at": str(time.monotonic())}}
        )
    except ClientError as error:
        return int(error.response["ResponseMetadata"]["HTTPStatusCode"])
    return 200


def test_each_change_of_a_function_waits_until_it_is_complete(cloud: Cloud) -> None:
    role: dict[str, Any] = cloud.client("iam").create_role(
        RoleName=STAGE.role, AssumeRolePolicyDocument=json.dumps(TRUST)
    )
    create_function(cloud, STAGE.function, role["Role"]["Arn"])
    for value in ("one", "two"):
        assert functions.configure(STAGE.function, {"STAGE": value})
        functions.tag(STAGE.function, {"itg:commit": value})
        assert functions.reserve(STAGE.function, 5)
