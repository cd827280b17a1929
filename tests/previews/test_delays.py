"""What AWS tells late: lists, new roles, changes of a function that are still in progress."""

import json
import sys
import time
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from delivery.aws import amplify, lambda_functions
from delivery.package import deployment
from delivery.preview import resources
from delivery.preview.settings import NEEDED, SECRETS, PreviewSettings
from delivery.provisioner import databases
from delivery.tools.stages import Preview
from tests.delivery.fixtures import TOOLS
from tests.infrastructure.made import made
from tests.services.aws import REGION
from tests.services.server import READY_WITHIN
from tests.standins import light_function
from tests.standins.amplify import Amplify
from tests.standins.cloud import Cloud
from tests.standins.previews_account import APP, FILES, PACKAGES, TRUST

STAGE = Preview(8)
SETTINGS = PreviewSettings.read(
    {
        **dict.fromkeys(NEEDED, "some"),
        "PREVIEW_AMPLIFY_APP_ID": APP,
        "PREVIEW_FILES_BUCKET": FILES,
        "PREVIEW_PACKAGES_BUCKET": PACKAGES,
    }
)
ARCHIVE = f"{STAGE.prefix}packages/package.zip"
LAGGING = {"site", "function", "role", "secret"}


@pytest.fixture(scope="module")
def shared_cloud() -> Iterator[Cloud]:
    """An account with no provisioner in it."""
    with made() as stacks, Amplify(APP) as hosting, Cloud(hosting.url, stacks) as cloud:
        for bucket in (FILES, PACKAGES):
            cloud.make_bucket(bucket)
        yield cloud


@pytest.fixture
def cloud(shared_cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """This process is signed in to the account, and leaves nothing of the stage in it."""
    for name, value in {**shared_cloud.credentials("itg-previews"), "AWS_REGION": REGION}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(databases, "listed", lambda: ())
    monkeypatch.setattr(deployment, "ASSUMABLE_SECONDS", READY_WITHIN)
    monkeypatch.setattr(sys, "executable", str(TOOLS))  # Zappa is beside it
    yield shared_cloud
    remove_parts()


def create_role(cloud: Cloud) -> str:
    made = cloud.client("iam").create_role(
        RoleName=STAGE.role, Path="/itg/previews/", AssumeRolePolicyDocument=json.dumps(TRUST)
    )
    return str(made["Role"]["Arn"])


def make_parts(cloud: Cloud) -> None:
    role = create_role(cloud)
    for variable in SECRETS:
        cloud.client("secretsmanager").create_secret(
            Name=STAGE.secret(variable), SecretString="made up"
        )
    amplify.Branch(APP, STAGE.branch).ensure()
    cloud.make_function(STAGE.function, role, light_function.package())


def remove_parts() -> None:
    for kind in resources.KINDS:
        for name in resources.parts(SETTINGS, STAGE).get(kind.name, []):
            kind.remove(SETTINGS, name)


def test_what_a_list_still_shows_is_not_reported_when_it_is_gone(cloud: Cloud) -> None:
    make_parts(cloud)
    with cloud.lists_lag():
        assert resources.parts(SETTINGS, STAGE).keys() == LAGGING
        remove_parts()
        listed = {kind.name for kind in resources.KINDS if kind.find(SETTINGS)}
        assert listed == LAGGING - {"function"}  # which asks each for its tags
        assert resources.parts(SETTINGS, STAGE) == {}


def test_what_no_list_shows_yet_is_found_and_removed(cloud: Cloud) -> None:
    with cloud.lists_lag():
        assert resources.parts(SETTINGS, STAGE) == {}
        make_parts(cloud)
        assert resources.parts(SETTINGS, STAGE).keys() == LAGGING
        remove_parts()
    assert resources.parts(SETTINGS, STAGE) == {}


def run_zappa(cloud: Cloud, role: str, *, update: bool) -> list[str]:
    """What was said."""
    stage = {
        "project_name": "itg-backend",
        "aws_region": REGION,
        "runtime": "python3.11",
        "lambda_handler": "function.handler.handler",
        "s3_bucket": PACKAGES,
        "role_arn": role,
        "vpc_config": cloud.made.network,
        "manage_roles": False,
        "apigateway_enabled": False,
        "keep_warm": False,
        "callbacks": {"settings": "delivery.package.zappa_hooks.keep_function_url"},
    }
    said: list[str] = []
    archive = f"s3://{PACKAGES}/{ARCHIVE}"
    deployment.run_zappa(STAGE, archive, {STAGE.zappa_stage: stage}, said.append, update=update)
    return said


@pytest.mark.usefixtures("tools")
def test_zappa_runs_again_while_its_role_is_young_and_returns_when_the_function_is_settled(
    cloud: Cloud,
) -> None:
    role = create_role(cloud)
    cloud.client("s3").put_object(Bucket=PACKAGES, Key=ARCHIVE, Body=light_function.package())
    cloud.make_roles_young()
    said = run_zappa(cloud, role, update=False)
    assert said.count("Function: its role is not known everywhere yet; trying again") >= 2
    assert change_at_once(cloud) == 200
    # That change is in progress now, as after a run that was killed.
    assert change_at_once(cloud) == 409
    run_zappa(cloud, role, update=True)
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
    cloud.make_function(STAGE.function, create_role(cloud), light_function.package())
    for value in ("one", "two"):
        assert lambda_functions.configure(STAGE.function, {"STAGE": value})
        lambda_functions.tag(STAGE.function, {"itg:commit": value})
        assert lambda_functions.reserve(STAGE.function, 5)
