"""The committed settings, exactly, and the settings made of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from delivery.package import zappa
from delivery.package.runtime import PYTHON
from delivery.tools.errors import DeliveryError
from tests.delivery.fixtures import ROOT

IDS: dict[str, str | list[str]] = {
    "AWS_REGION": "eu-west-1",
    "PREVIEW_ROLE_ARN": "arn:aws:iam::111111111111:role/itg-preview",
    "PREVIEW_SUBNET_IDS": ["subnet-0aaa", "subnet-0bbb"],
    "PREVIEW_SECURITY_GROUP_IDS": ["sg-0ccc"],
    "PREVIEW_PACKAGES_BUCKET": "itg-preview-packages",
}


def test_the_base_stage() -> None:
    assert json.loads((ROOT / "zappa_settings.json").read_text()) == {
        "preview": {
            "project_name": "itg-backend",
            "aws_region": "${AWS_REGION}",
            "runtime": f"python{PYTHON}",
            "architecture": "x86_64",
            "lambda_handler": "function.handler.handler",
            "django_settings": "core.settings.preview",
            "aws_environment_variables": {"DJANGO_SETTINGS_MODULE": "core.settings.preview"},
            "memory_size": 1769,  # one whole processor
            "timeout_seconds": 900,  # the longest there is, for the bootstrap
            "role_arn": "${PREVIEW_ROLE_ARN}",
            "vpc_config": {
                "SubnetIds": "${PREVIEW_SUBNET_IDS}",
                "SecurityGroupIds": "${PREVIEW_SECURITY_GROUP_IDS}",
            },
            "s3_bucket": "${PREVIEW_PACKAGES_BUCKET}",
            "manage_roles": False,
            "keep_warm": False,
            "touch": False,
            "function_url_enabled": False,
            "apigateway_enabled": False,
            "use_precompiled_packages": False,
            "num_retained_versions": 1,
            "debug": False,
            "log_level": "WARNING",
        }
    }


def test_ids_come_from_the_environment() -> None:
    stage = zappa.read_settings(ROOT / "zappa_settings.json")["preview"]
    rendered = zappa.render_stage(stage, IDS)
    assert rendered == stage | {
        "aws_region": "eu-west-1",
        "role_arn": "arn:aws:iam::111111111111:role/itg-preview",
        "vpc_config": {
            "SubnetIds": ["subnet-0aaa", "subnet-0bbb"],
            "SecurityGroupIds": ["sg-0ccc"],
        },
        "s3_bucket": "itg-preview-packages",
    }


def test_what_is_not_set_is_left_out() -> None:
    stage = zappa.read_settings(ROOT / "zappa_settings.json")["preview"]
    rendered = zappa.render_stage(stage, {})
    assert stage.keys() - rendered.keys() == {"aws_region", "role_arn", "vpc_config", "s3_bucket"}
    assert "${" not in json.dumps(rendered)


def test_refuses_environment_variables(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="Zappa writes into the zip as plain text"):
        read(tmp_path, {"environment_variables": {"COLOUR": "blue"}})


def test_refuses_the_value_of_a_secret_and_does_not_show_it(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="DB_PASSWORD, which is a secret") as refused:
        read(tmp_path, {"aws_environment_variables": {"DB_PASSWORD": "hunter2"}})
    assert "hunter2" not in str(refused.value)


def test_takes_the_place_of_a_secret(tmp_path: Path) -> None:
    arn = "arn:aws:secretsmanager:us-west-2:111111111111:secret:itg"
    stage = {"aws_environment_variables": {"DB_PASSWORD": arn}}
    assert read(tmp_path, stage) == {"preview": stage}


@pytest.mark.parametrize("text", [None, "{", "[1]", '{"preview": 1}'])
def test_unreadable_settings_are_an_error_with_a_remedy(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "zappa_settings.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(DeliveryError, match=r"zappa_settings\.json cannot be read.* from git\."):
        zappa.read_settings(path)


def read(folder: Path, stage: dict[str, Any]) -> dict[str, Any]:
    path = folder / "zappa_settings.json"
    path.write_text(json.dumps({"preview": stage}))
    return zappa.read_settings(path)


def test_of_what_zappa_prints_the_error_is_told() -> None:
    error = "botocore.exceptions.ClientError: An error occurred (AccessDenied): not this."
    banner = "==============\n\nNeed help? Found a bug? Let us know! :D\n"
    assert zappa.fault(f"Traceback\n  File\n{error}\n\n{banner}") == error
    assert zappa.fault("Nothing is\nas it was") == "Nothing is\nas it was"


def test_a_missing_zappa_is_an_error_with_a_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(DeliveryError, match=r"zappa is not installed beside .*make package"):
        zappa.beside_python("zappa")
