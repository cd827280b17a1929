"""Secret variables that hold an ARN: fetched at INIT from AWS as moto plays it."""

import json
from collections.abc import Iterator

import pytest

from tests.function.conftest import FailureOfInit, StartFunction
from tests.function.events import make_v2_event
from tests.services.aws import REGION, AwsServer

SEARCH = make_v2_event("/api/search/", query="q=robot")


def secret(server: AwsServer, name: str, value: str) -> str:
    """Its ARN in Secrets Manager."""
    made = server.client("secretsmanager").create_secret(Name=name, SecretString=value)
    return str(made["ARN"])


def parameter(server: AwsServer, name: str, value: str) -> str:
    """Its ARN in Parameter Store."""
    ssm = server.client("ssm")
    ssm.put_parameter(Name=name, Value=value, Type="SecureString")
    return str(ssm.get_parameter(Name=name)["Parameter"]["ARN"])


def test_values_come_from_both_stores_and_reach_commands(
    start_function: StartFunction, preview_environment: dict[str, str], aws_server: AwsServer
) -> None:
    key = "signing-key-" + "0123456789abcdef" * 4
    function = start_function(
        DB_PASSWORD=secret(aws_server, "db-password", preview_environment["DB_PASSWORD"]),
        DJANGO_SECRET_KEY=parameter(aws_server, "/itg/pr-42/secret-key", key),
    )
    assert function.invoke(SEARCH)["statusCode"] == 200
    code = "from django.conf import settings; print(settings.SECRET_KEY)"
    reply = function.invoke({"command": ["shell", "--no-imports", "-c", code]})
    assert reply["output"] == f"{key}\n"


def test_a_variable_that_is_no_secret_is_left_alone(start_function: StartFunction) -> None:
    arn = "arn:aws:secretsmanager:us-west-2:123456789012:secret:nowhere-AbCdEf"
    function = start_function(APP_VERSION=arn)
    assert json.loads(function.invoke(make_v2_event("/livez/"))["body"])["version"] == arn


def test_init_names_the_variable_whose_secret_is_missing(
    failure_of_init: FailureOfInit, preview_environment: dict[str, str]
) -> None:
    arn = f"arn:aws:secretsmanager:{REGION}:123456789012:secret:nowhere-AbCdEf"
    error = failure_of_init(preview_environment | {"DB_PASSWORD": arn, "REDIS_URL": arn})
    assert error["errorType"] == "SecretsUnavailable"
    assert "DB_PASSWORD: " in error["errorMessage"]
    assert "REDIS_URL: " in error["errorMessage"]
    assert "ResourceNotFoundException" in error["errorMessage"]


@pytest.fixture
def silent_aws() -> Iterator[AwsServer]:
    with AwsServer() as server:
        server.pause()
        yield server
        server.resume()


def test_init_does_not_wait_for_ever(
    failure_of_init: FailureOfInit, preview_environment: dict[str, str], silent_aws: AwsServer
) -> None:
    arn = f"arn:aws:ssm:{REGION}:123456789012:parameter/itg/key"
    error = failure_of_init(
        preview_environment | silent_aws.environment_of_clients | {"DJANGO_SECRET_KEY": arn},
    )
    assert error["errorType"] == "SecretsUnavailable"
    assert "DJANGO_SECRET_KEY: " in error["errorMessage"]
