"""What is written to the log: the same JSON on Lambda and on ECS, and nothing that is private."""

import json
from datetime import datetime
from typing import Any

import httpx

from tests.function.conftest import StartFunction
from tests.function.events import make_v2_event
from tests.running_site import RunningSite
from tests.services.lambda_runtime import LambdaRuntime

FIELDS = {
    "level",
    "location",
    "message",
    "timestamp",
    "service",
    "stage",
    "request_id",
    "cold_start",
    "method",
    "route",
    "network",
    "status",
    "duration_ms",
    "server_errors",
    "_aws",
}


def access_lines(text: str) -> list[dict[str, Any]]:
    records = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return [record for record in records if record.get("location") == "access"]


def test_each_request_is_one_line_that_is_its_own_metric(start_function: StartFunction) -> None:
    function = start_function()
    for path in ("/api/layout/", "/api/nothing/", "/livez/"):
        function.invoke(make_v2_event(path))
    lines = access_lines(function.logged())
    assert [set(line) for line in lines] == [FIELDS] * 3  # INIT's own request is not one
    assert [line["message"] for line in lines] == [
        "GET api/layout/ 200",
        "GET api/<path:rest> 404",
        "GET livez/ 200",
    ]
    assert [line["cold_start"] for line in lines] == [True, False, False]
    assert {line["stage"] for line in lines} == {"pr-42"}
    assert len({line["request_id"] for line in lines}) == 3
    assert all(0 < line["duration_ms"] < 5000 for line in lines)


def test_the_metric_is_valid_emf(start_function: StartFunction) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html"""
    function = start_function()
    function.invoke(make_v2_event("/api/layout/"))
    (line,) = access_lines(function.logged())
    written = datetime.fromisoformat(line["timestamp"]).timestamp() * 1000
    assert abs(line["_aws"]["Timestamp"] - written) < 2
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "InnovateToGrow"
    assert all(isinstance(line[name], str) for names in directive["Dimensions"] for name in names)
    assert all(isinstance(line[metric["Name"]], int | float) for metric in directive["Metrics"])


def test_a_failure_counts_and_its_reason_bears_the_same_id(start_function: StartFunction) -> None:
    function = start_function(DB_PORT="9")
    function.invoke(make_v2_event("/api/layout/"))
    (line,) = access_lines(function.logged())
    assert (line["status"], line["server_errors"]) == (503, 1)
    reasons = [record for record in function.log_records() if record["level"] == "ERROR"]
    assert reasons
    assert {record["request_id"] for record in reasons} == {line["request_id"]}


def test_not_even_a_failure_shows_its_query(start_function: StartFunction) -> None:
    function = start_function(DB_PORT="9")
    session = [f"sessionid={'private0' * 4}"]
    reply = function.invoke(make_v2_event("/admin/", query="q=private", cookies=session))
    assert reply["statusCode"] == 503
    assert '"message":"Service Unavailable: /admin/"' in function.logged()
    assert "private" not in function.logged()


def test_nothing_private_is_logged(start_function: StartFunction) -> None:
    function = start_function()
    for path in ("/api/search/", "/api/nothing/", "/admin/login/", "/admin/pages/"):
        function.invoke(
            make_v2_event(
                path,
                method="POST" if path == "/admin/login/" else "GET",
                query="q=private-words&token=private-token",
                headers=[
                    ("authorization", "Bearer private-bearer"),
                    ("content-type", "application/x-www-form-urlencoded"),
                ],
                cookies=["sessionid=private-session"],
                body=b"username=admin&password=private-password",
            )
        )
    function.invoke({"command": ["check", "--tag", "private-argument"]})
    logged = function.logged().replace('"private-argument" tag', "")
    assert len(access_lines(logged)) == 4
    private = [line for line in logged.splitlines() if line.startswith("{") and "private" in line]
    assert private == []


def test_gunicorn_logs_in_the_same_shape(production: RunningSite) -> None:
    headers = {"Host": "api.innovatetogrow.test", "X-Amzn-Trace-Id": "Root=1-6789-abcdef"}
    httpx.get(f"{production.url}/api/nothing/?q=private", headers=headers)
    text = production.log.read_text()
    assert [line for line in text.splitlines() if not line.startswith("{")] == []
    (line,) = [it for it in access_lines(text) if it["request_id"] == "1-6789-abcdef"]
    assert set(line) == FIELDS
    assert (line["status"], line["cold_start"], line["route"]) == (404, False, "api/<path:rest>")
    assert '"message":"Booting worker' in text
    assert "private" not in text


def test_health_has_a_route_too(function: LambdaRuntime) -> None:
    function.invoke(make_v2_event("/livez/"))
    (line,) = [record for record in function.log_records() if record.get("route") == "livez/"][-1:]
    assert (line["message"], line["status"]) == ("GET livez/ 200", 200)
