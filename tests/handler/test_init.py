"""INIT: what it imports, what it refuses, where its secrets come from."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.handler.conftest import StartFunction
from tests.handler.events import make_v2_event
from tests.services.errors import ServiceError
from tests.services.lambda_runtime import LambdaRuntime

SERVE = """
import json, os, sys
from core import lambda_handler

class Context:
    aws_request_id = "1"

bodies = ""
for event in json.load(sys.stdin):
    answer = lambda_handler.handler(event, Context())
    assert answer["statusCode"] == 200, answer
    bodies += answer["body"]
assert ".webp" in bodies  # pictures too, whose addresses name the bucket
print("\\n" + json.dumps(sorted(sys.modules)))
"""
HEAVY = {"boto3", "storages", "zappa", "s3transfer"}
HEAVY_PARTS = {
    "botocore.session",
    "aws_lambda_powertools.utilities.parameters",
    "aws_lambda_powertools.utilities.data_classes",
    "aws_lambda_powertools.event_handler.api_gateway",
    "aws_xray_sdk",
}
PUBLIC = [
    make_v2_event("/api/layout/"),
    make_v2_event("/api/pages/", query="path=/"),
    make_v2_event("/api/pages/", query="path=/"),
    make_v2_event("/api/pages/", query="path=/about/"),
    make_v2_event("/api/search/", query="q=robot"),
    make_v2_event("/health/"),
]


def test_a_public_get_imports_nothing_it_does_not_need(
    lambda_code: Path, preview_environment: dict[str, str]
) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", SERVE],
        cwd=lambda_code,
        env=preview_environment,
        input=json.dumps(PUBLIC),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert finished.returncode == 0, finished.stderr
    modules = set(json.loads(finished.stdout.splitlines()[-1]))
    assert {"mangum.handlers.api_gateway", "wagtail.images.models"} <= modules
    assert modules & HEAVY_PARTS == set()
    assert {name for name in modules if name.partition(".")[0] in HEAVY} == set()


def failure_of_init(code: Path, environment: dict[str, str]) -> dict[str, str]:
    runtime = LambdaRuntime(code, environment)
    try:
        with pytest.raises(ServiceError, match="ended at start with exit code 1"):
            runtime.start()
        return runtime.init_error
    finally:
        runtime.stop()


def test_init_names_every_missing_variable(
    lambda_code: Path, preview_environment: dict[str, str]
) -> None:
    kept = {
        name: text
        for name, text in preview_environment.items()
        if name not in {"DB_HOST", "DJANGO_SECRET_KEY"}
    }
    error = failure_of_init(lambda_code, kept)
    assert error["errorType"] == "InvalidEnvironment"
    assert "DJANGO_SECRET_KEY is missing; DB_HOST is missing" in error["errorMessage"]
    assert preview_environment["DB_PASSWORD"] not in json.dumps(error)


def test_init_needs_no_database(start_function: StartFunction) -> None:
    function = start_function(DB_PORT="9")
    assert function.invoke(make_v2_event("/livez/"))["statusCode"] == 200
    assert function.invoke(make_v2_event("/api/layout/"))["statusCode"] == 503


def test_init_fails_where_the_application_cannot_answer(
    lambda_code: Path, preview_environment: dict[str, str], tmp_path: Path
) -> None:
    broken = tmp_path / "broken_settings.py"
    broken.write_text("from core.settings.preview import *\nROOT_URLCONF = 'nowhere.urls'\n")
    error = failure_of_init(
        lambda_code,
        preview_environment
        | {"DJANGO_SETTINGS_MODULE": "broken_settings", "PYTHONPATH": str(tmp_path)},
    )
    assert "nowhere" in error["errorMessage"]
