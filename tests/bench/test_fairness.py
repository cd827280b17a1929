"""What makes the comparison fair: the same responses, the same logging, the dates of the zip."""

import zipfile
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from tests.bench.contenders import CONTENDERS, digest
from tests.bench.packages import unzip
from tests.bench.warm import UnfairComparison, refuse_other_logs, refuse_other_responses

LINE = '{"route":"api/pages/","_aws":{}}\n'


def test_one_response_has_one_digest_whichever_way_it_travels() -> None:
    text: dict[str, Any] = {"statusCode": 200, "body": "Zoë"}
    binary = {
        "statusCode": 200,
        "body": b64encode("Zoë".encode()).decode(),
        "isBase64Encoded": True,
    }
    assert digest((200, "Zoë".encode())) == digest(text) == digest(binary)
    assert digest({**text, "statusCode": 404}) != digest(text) != digest({**text, "body": "Zoe"})


@pytest.mark.parametrize(
    "responses",
    [
        {"wsgi": ["200 a"], "handler": ["200 b"]},
        {"wsgi": ["404 a"], "handler": ["404 a"]},
        {"wsgi": ["200 a", "200 b"], "handler": ["200 a", "200 b"]},
    ],
    ids=["another body", "an error", "a response that changes"],
)
def test_contenders_that_respond_otherwise_are_not_compared(
    responses: dict[str, list[str]],
) -> None:
    with pytest.raises(UnfairComparison, match="Not one response for all"):
        refuse_other_responses(responses)


def test_the_same_response_from_all_is_fair() -> None:
    refuse_other_responses({name: ["200 a"] for name in CONTENDERS})


@pytest.mark.parametrize(
    ("name", "log"),
    [("handler_observed", LINE), ("handler_observed", '{"route":""}\n' * 2), ("handler", LINE * 2)],
    ids=["a request unlogged", "no metrics", "a line that costs what others save"],
)
def test_contenders_that_log_otherwise_are_not_compared(name: str, log: str) -> None:
    with pytest.raises(UnfairComparison, match=f"{name} logged"):
        refuse_other_logs(name, log, requests=2)


def test_one_line_and_one_record_may_be_the_same_line_or_two() -> None:
    refuse_other_logs("handler_observed", LINE * 2, requests=2)
    refuse_other_logs("zappa_observed", '{"route": ""}\n{"_aws": {}}\n' * 2, requests=2)
    refuse_other_logs("handler", "Built a response of 5000 bytes\n", requests=2)


def test_unzipped_files_keep_the_dates_that_decide_about_bytecode(tmp_path: Path) -> None:
    archive = tmp_path / "package.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr(zipfile.ZipInfo("app/module.py", (1980, 1, 1, 0, 0, 0)), "VALUE = 42\n")
    unzip(archive, tmp_path / "task")
    module = tmp_path / "task/app/module.py"
    assert module.read_text() == "VALUE = 42\n"
    assert module.stat().st_mtime < 320_000_000  # early in 1980
