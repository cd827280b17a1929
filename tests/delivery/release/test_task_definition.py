"""The rendered document, whole, and everything that is refused."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from core.variables import VARIABLES
from delivery import cli
from delivery.release import task_definition
from delivery.tools.errors import DeliveryError
from tests.delivery.operators import ECR, NAMES
from tests.services.aws import AwsServer

IMAGE = f"{ECR}/itg-backend@sha256:{'0123456789abcdef' * 4}"
VALUES = {
    "DJANGO_ALLOWED_HOSTS": "api.innovatetogrow.com,.cloudfront.net",
    "DB_NAME": "innovate_to_grow",
    "DB_USER": "itg_user",
    "DB_HOST": "itg-db.xxx.us-west-2.rds.amazonaws.com",
    "DB_PORT": "5432",
    "FRONTEND_URL": "https://www.innovatetogrow.com",
}
ARNS = {
    name: f"arn:aws:secretsmanager:us-west-2:111111111111:secret:itg/production/{name}-AbCdEf"
    for name in ("DJANGO_SECRET_KEY", "DB_PASSWORD", "REDIS_URL")
}


def render(**changes: Any) -> dict[str, Any]:
    words: dict[str, Any] = {
        "template": task_definition.read_template(),
        "image": IMAGE,
        "names": NAMES,
        "variables": VALUES,
        "secrets": ARNS,
    }
    return task_definition.render(**words | changes)


def test_the_whole_document() -> None:
    template = task_definition.read_template()
    container = template["containerDefinitions"][0]
    container["image"] = IMAGE
    container["environment"] = [
        {"name": "DB_HOST", "value": "itg-db.xxx.us-west-2.rds.amazonaws.com"},
        {"name": "DB_NAME", "value": "innovate_to_grow"},
        {"name": "DB_PORT", "value": "5432"},
        {"name": "DB_USER", "value": "itg_user"},
        {"name": "DJANGO_ALLOWED_HOSTS", "value": "api.innovatetogrow.com,.cloudfront.net"},
        {"name": "FRONTEND_URL", "value": "https://www.innovatetogrow.com"},
        {"name": "STAGE", "value": "production"},
    ]
    container["secrets"] = [
        {"name": name, "valueFrom": ARNS[name]}
        for name in ("DB_PASSWORD", "DJANGO_SECRET_KEY", "REDIS_URL")
    ]
    container["logConfiguration"]["options"]["awslogs-region"] = "us-west-2"
    roles = {"executionRoleArn": "EXECUTION_ROLE_ARN", "taskRoleArn": "TASK_ROLE_ARN"}
    assert render() == template | {key: NAMES[name] for key, name in roles.items()}


def test_what_ecs_needs_to_run_it_safely() -> None:
    (container,) = render()["containerDefinitions"]
    assert container["readonlyRootFilesystem"] is True
    assert container["mountPoints"] == [{"sourceVolume": "tmp", "containerPath": "/tmp"}]  # noqa: S108
    assert container["healthCheck"]["command"] == ["CMD", "python", "healthcheck.py"]
    assert 30 < container["stopTimeout"] <= 120  # Gunicorn's graceful end, and Fargate's limit
    assert container["linuxParameters"]["capabilities"] == {"drop": ["ALL"]}


def test_ecs_takes_it(aws_server: AwsServer) -> None:
    ecs = aws_server.client("ecs")
    registered = ecs.register_task_definition(**render())["taskDefinition"]
    assert registered["containerDefinitions"][0]["image"] == IMAGE


def test_every_secret_of_the_table_is_a_reference_whatever_the_variables_say() -> None:
    secret = {row.name for row in VARIABLES if row.secret}
    arns = {name: f"arn:aws:secretsmanager:::{name}" for name in secret}
    (container,) = render(variables=VALUES | dict.fromkeys(secret, "hunter2"), secrets=arns)[
        "containerDefinitions"
    ]
    assert secret & {entry["name"] for entry in container["environment"]} == set()
    given = {entry["name"]: entry["valueFrom"] for entry in container["secrets"]}
    keys = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}  # the task role is there for them
    assert given == {name: arn for name, arn in arns.items() if name not in keys}
    assert "hunter2" not in json.dumps(container)


@pytest.mark.parametrize(
    "image", ["itg-backend:latest", f"{ECR}/itg-backend", "itg-backend@sha256:0123", ""]
)
def test_a_tag_is_refused(image: str) -> None:
    with pytest.raises(DeliveryError, match="has no digest"):
        render(image=image)


def test_every_missing_and_malformed_variable_is_named_at_once() -> None:
    with pytest.raises(DeliveryError) as refused:
        render(variables={**VALUES, "DB_HOST": " ", "DB_PORT": "five"}, secrets={})
    assert refused.value.message == (
        "The task definition cannot be rendered: DJANGO_SECRET_KEY is missing; DB_PASSWORD is "
        "missing; DB_HOST is missing; DB_PORT must be a port number between 1 and 65535."
    )


def test_a_secret_in_the_variables_alone_is_missing_and_not_shown() -> None:
    arns = {name: arn for name, arn in ARNS.items() if name != "DB_PASSWORD"}
    with pytest.raises(DeliveryError, match="DB_PASSWORD is missing") as refused:
        render(variables={**VALUES, "DB_PASSWORD": "hunter2"}, secrets=arns)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("key", "entry"),
    [
        ("environment", {"name": "DB_PASSWORD", "value": "hunter2"}),
        ("secrets", {"name": "DB_PASSWORD", "valueFrom": "hunter2"}),
    ],
)
def test_a_literal_secret_in_the_template_is_refused(key: str, entry: dict[str, str]) -> None:
    template = task_definition.read_template()
    template["containerDefinitions"][0][key].append(entry)
    with pytest.raises(DeliveryError, match="the values of these secrets: DB_PASSWORD") as refused:
        render(template=template)
    assert "hunter2" not in str(refused.value)


def test_an_unknown_placeholder_is_refused() -> None:
    template = task_definition.read_template() | {"cpu": "${CPU_UNITS}"}
    with pytest.raises(DeliveryError, match=r"The placeholder \$\{CPU_UNITS\}"):
        render(template=template)


@pytest.fixture
def account(aws_server: AwsServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Secrets Manager with production's required secrets, and the variables of a workflow."""
    for name, value in {**aws_server.environment_of_clients, **VALUES, **NAMES}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws_server.url)
    secrets = aws_server.client("secretsmanager")
    names = [f"itg/production/{name}" for name in ("DJANGO_SECRET_KEY", "DB_PASSWORD")]
    for name in (*names, "itg/previews/DB_PASSWORD"):
        secrets.create_secret(Name=name, SecretString="hunter2")
    yield secrets
    for name in (*names, "itg/previews/DB_PASSWORD"):
        secrets.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)


def test_the_command_writes_references_to_what_secrets_manager_holds(
    account: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["task-definition", "render", "--image", IMAGE]) == 0
    shown = capsys.readouterr().out
    secrets = json.loads(shown)["containerDefinitions"][0]["secrets"]
    assert [entry["name"] for entry in secrets] == ["DB_PASSWORD", "DJANGO_SECRET_KEY"]
    for entry in secrets:
        assert f":secret:itg/production/{entry['name']}-" in entry["valueFrom"]
    assert "hunter2" not in shown


def test_without_credentials_it_says_how_to_sign_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    assert cli.main(["task-definition", "render", "--image", IMAGE]) == 1
    assert "Unable to locate credentials" in capsys.readouterr().err
