"""INIT: what it imports, what it refuses, where its secrets come from."""

import json
import subprocess
from pathlib import Path

from operations import unserved
from tests.databases import database
from tests.function.conftest import FailureOfInit, StartFunction
from tests.function.events import make_v2_event
from tests.services.lambda_runtime import BARE_PYTHON
from tests.services.postgres import PostgresServer

SERVE = """
import gc, json, os, sys
from importlib.machinery import SourceFileLoader
before = set(sys.modules)  # what this machine's Python imports at its start
from function import handler
assert gc.isenabled() and gc.get_freeze_count() > 100_000

class Context:
    aws_request_id = "1"

bodies = ""
for event in json.load(sys.stdin):
    reply = handler.handler(event, Context())
    assert reply["statusCode"] == 200, reply
    bodies += reply["body"]
assert ".webp" in bodies  # pictures too, whose addresses name the bucket
def is_from_a_file(module):
    loader, source = getattr(module, "__loader__", None), getattr(module, "__file__", None)
    return source and source.startswith(os.getcwd() + os.sep) and type(loader) is SourceFileLoader

files = sorted(name for name in {*sys.modules} - before if is_from_a_file(sys.modules[name]))
print("\\n" + json.dumps({"modules": sorted(sys.modules), "from files": files}))
"""
HEAVY = {
    *("boto3", "storages", "zappa", "s3transfer", "httpx", "google", "cryptography"),
    *("requests", "urllib3"),
}
HEAVY_PARTS = {
    "wagtail.admin.urls",
    "wagtail.admin.views.generic",
    "wagtail.admin.wagtail_hooks",
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
    lambda_code: Path, lambda_brings: Path, preview_environment: dict[str, str]
) -> None:
    finished = subprocess.run(
        [BARE_PYTHON, "-B", "-c", SERVE],
        cwd=lambda_code,
        env=preview_environment | {"PYTHONPATH": f"{lambda_code}:{lambda_brings}"},
        input=json.dumps(PUBLIC),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert finished.returncode == 0, finished.stderr
    found = json.loads(finished.stdout.splitlines()[-1])
    assert found["from files"] == ["function", "function.bytecode", "function.handler"]
    modules = set(found["modules"])
    assert {"mangum.handlers.api_gateway", "wagtail.images.models"} <= modules
    assert modules & HEAVY_PARTS == set()
    assert {name for name in modules if ".api.v3" in name} == set(unserved.MODULES)
    assert {name for name in modules if name.partition(".")[0] in HEAVY} == set()


def test_init_names_every_missing_variable(
    failure_of_init: FailureOfInit, preview_environment: dict[str, str]
) -> None:
    kept = {
        name: text
        for name, text in preview_environment.items()
        if name not in {"DB_HOST", "DJANGO_SECRET_KEY"}
    }
    error = failure_of_init(kept)
    assert error["errorType"] == "InvalidEnvironment"
    assert "DJANGO_SECRET_KEY is missing; DB_HOST is missing" in error["errorMessage"]
    assert preview_environment["DB_PASSWORD"] not in json.dumps(error)


def test_init_needs_no_database(start_function: StartFunction) -> None:
    function = start_function(DB_PORT="9")
    assert [record["level"] for record in function.log_records()] == ["INFO"]
    assert function.invoke(make_v2_event("/livez/"))["statusCode"] == 200
    assert function.invoke(make_v2_event("/api/layout/"))["statusCode"] == 503


def test_init_bears_a_database_before_its_migrations(
    start_function: StartFunction, postgres_server: PostgresServer
) -> None:
    with database(postgres_server) as login:
        function = start_function(**login.environment)
        (said,) = function.log_records()
        assert said["level"] == "INFO"
        assert said["message"].startswith("The database is not ready, so the cache stays empty")
        assert function.invoke({"command": ["migrate", "--plan"]})["exit_code"] == 0


def test_the_first_visitor_finds_the_home_page_built(start_function: StartFunction) -> None:
    function = start_function()
    for event in (*PUBLIC[:2], make_v2_event("/api/pages/", query="path=/about/")):
        assert function.invoke(event)["statusCode"] == 200
    built = [
        record["message"].rpartition(" ")[2]
        for record in function.log_records()
        if record["message"].startswith("Built a response")
    ]
    assert built == ["/about/"]


def test_init_fails_where_the_application_cannot_respond(
    failure_of_init: FailureOfInit, preview_environment: dict[str, str], tmp_path: Path
) -> None:
    broken = tmp_path / "broken_settings.py"
    broken.write_text("from core.settings.preview import *\nROOT_URLCONF = 'nowhere.urls'\n")
    error = failure_of_init(
        preview_environment
        | {"DJANGO_SETTINGS_MODULE": "broken_settings", "PYTHONPATH": str(tmp_path)},
    )
    assert "nowhere" in error["errorMessage"]
