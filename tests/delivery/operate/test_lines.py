"""Lines of a log as people read them. The backend's own code writes those that are read here."""

import json
import logging
import sys

import pytest
from django.http import HttpRequest

from delivery.aws.logs import Event
from delivery.operate import lines
from operations import state
from operations.logs import AccessLogMiddleware, JsonFormatter, request_id

AT = 1_796_000_000_000
BEGUN = "11-30 00:53:20 9f3a "


def shown(message: str) -> str:
    return lines.shown(Event("1", "backend/backend/c0ffee9f3a", AT, message))


def test_a_request_is_its_method_route_status_time_and_id(
    capsys: pytest.CaptureFixture[str],
) -> None:
    request = HttpRequest()
    request.method, request.path_info = "GET", "/health/"
    request.META["REMOTE_ADDR"] = "203.0.113.7"
    AccessLogMiddleware(lambda request: None).write(request, 503, "Root=1-abc", 0.0123)  # type: ignore[arg-type,return-value]
    assert shown(capsys.readouterr().out) == (f"{BEGUN}ERROR GET health/ 503, 12 ms [Root=1-abc]")


def test_an_error_has_its_traceback_below_it() -> None:
    try:
        raise KeyError("a")
    except KeyError:
        record = logging.LogRecord("a", 40, "/x/a.py", 7, "No %s", ("luck",), sys.exc_info(), "f")
    first, *rest = shown(JsonFormatter().format(record)).splitlines()
    assert first == f"{BEGUN}ERROR f:7: No luck"
    assert rest[0] == "    Traceback (most recent call last):"
    assert rest[-1] == "    KeyError: 'a'"


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("Applying content.0007_more\n", "Applying content.0007_more"),
        ("{not json", "{not json"),
        ("[1]", "[1]"),
        ('{"a": 1}', '{"a": 1}'),
        ('{"_aws": {}, "command_duration_ms": 12, "stage": "pr-1"}',
         "command_duration_ms=12 stage=pr-1"),
        ("REPORT RequestId: r Duration: 3 ms", "REPORT RequestId: r Duration: 3 ms"),
        ("START RequestId: r Version: $LATEST\n", ""),
        ("END RequestId: r\n", ""),
        ("INIT_START Runtime Version: python:3.11.v50\tRuntime Version ARN: arn:aws:lambda", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_other_lines_are_what_they_are_or_left_out(message: str, said: str) -> None:
    assert shown(message) == (f"{BEGUN}{said}" if said else "")


def test_the_state_of_the_site_is_left_to_status() -> None:
    assert shown(state.line({}, 0.0)) == ""


def test_a_message_that_is_an_object_is_shown_as_one() -> None:
    record = {"level": "INFO", "location": "a:1", "message": {"b": 2}}
    assert shown(json.dumps(record)) == f'{BEGUN}INFO  a:1: {{"b": 2}}'


@pytest.mark.parametrize("turn", [1, 2])
def test_the_id_of_an_earlier_tests_request_is_forgotten(turn: int) -> None:
    assert request_id.get() is None, turn
    request_id.set("r-1")
