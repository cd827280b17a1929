"""The stack ``alarms`` against what the backend writes, what AWS sends, and what the guide says."""

import io
import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.test import Client, override_settings
from moto.events.models import EventPattern

from delivery.stack import sequence
from operations import logs, state
from tests.contracts.documents import ROOT
from tests.infrastructure.account import template

ALARMS: Final = template("alarms")["Resources"] | {
    f"Worldwide{name}": one for name, one in template("alarms-worldwide")["Resources"].items()
}
OURS: Final = "InnovateToGrow"
# What AWS's guide shows, with this project's service.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
FAILED: Final[Any] = {
    "version": "0",
    "id": "c7d5f6f0-0000-4000-8000-0123456789ab",
    "detail-type": "ECS Deployment State Change",
    "source": "aws.ecs",
    "account": "123456789012",
    "time": "2026-11-29T12:31:14Z",
    "region": "us-west-2",
    "resources": [
        "arn:aws:ecs:us-west-2:123456789012:service/itg-backend-cluster/itg-backend-service"
    ],
    "detail": {
        "eventType": "ERROR",
        "eventName": "SERVICE_DEPLOYMENT_FAILED",
        "deploymentId": "ecs-svc/123",
        "updatedAt": "2026-11-29T12:31:14Z",
        "reason": "ECS deployment circuit breaker: tasks failed to start.",
    },
}
WORDS: Final = frozenset(
    {"filter", "stats", "sort", "limit", "display", "count", "min", "max", "sum", "pct", "as"}
    | {"by", "asc", "desc", "and"}
)


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    return {name: one["Properties"] for name, one in ALARMS.items() if one["Type"] == kind}


def body() -> dict[str, Any]:
    (dashboard,) = of_type("AWS::CloudWatch::Dashboard").values()
    text = re.sub(r"\$\{[\w:]+\}", "x", dashboard["DashboardBody"]["Fn::Sub"])
    found: dict[str, Any] = json.loads(text)
    return found


def emitted() -> set[tuple[str, str]]:
    """Each metric of the backend's with the dimension by which CloudWatch keeps it."""
    rows: list[Any] = [*state.METRICS, *logs.METRICS]
    assert {row["Namespace"] for row in rows} == {OURS}
    return {(one["Name"], *row["Dimensions"][0]) for row in rows for one in row["Metrics"]}


def whole(rows: list[list[Any]]) -> Iterator[list[Any]]:
    """A widget's metrics, whose "." means the same as in the row before, and "..." all of it."""
    last: list[Any] = []
    for row in rows:
        words = [one for one in row if isinstance(one, str)]
        if words != ["..."]:
            last = [last[n] if word == "." else word for n, word in enumerate(words)]
        yield last


def test_alarms_and_dashboard_ask_for_metrics_that_the_backend_emits() -> None:
    asked = {
        (one["MetricName"], *(dimension["Name"] for dimension in one["Dimensions"]))
        for one in of_type("AWS::CloudWatch::Alarm").values()
        if one["Namespace"] == OURS
    }
    for widget in body()["widgets"]:
        for row in whole(widget["properties"].get("metrics", [])):
            if row[0] == OURS:
                asked.add((row[1], row[2]))
    assert len(asked) >= 3
    assert asked <= emitted()


def test_the_dashboards_widgets_lie_side_by_side() -> None:
    taken = set[tuple[int, int]]()
    for widget in body()["widgets"]:
        columns = range(widget["x"], widget["x"] + widget["width"])
        rows = range(widget["y"], widget["y"] + widget["height"])
        cells = {(x, y) for x in columns for y in rows}
        assert not cells & taken
        assert max(columns) < 24
        taken |= cells


def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[dict[str, Any]]:
    """An access line, and the line of an exception."""
    with override_settings(MIDDLEWARE=["operations.logs.AccessLogMiddleware"]):
        Client().get("/nowhere/")
    yield json.loads(capsys.readouterr().out.splitlines()[-1])
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonFormatter())
    try:
        raise ValueError("planted")
    except ValueError as error:
        record = logging.LogRecord(
            "one", logging.ERROR, __file__, 1, "It failed", (), (type(error), error, None)
        )
        handler.handle(record)
    yield json.loads(stream.getvalue())


def test_saved_queries_name_what_log_lines_have(capsys: pytest.CaptureFixture[str]) -> None:
    known = {name for line in lines(capsys) for name in line}
    queries = [one["QueryString"] for one in of_type("AWS::Logs::QueryDefinition").values()]
    queries += [
        widget["properties"]["query"].partition("|")[2]
        for widget in body()["widgets"]
        if "query" in widget["properties"]
    ]
    assert len(queries) == 6
    for query in queries:
        plain = re.sub(r"'[^']*'|\d+", "", query)
        named_here = set(re.findall(r" as (\w+)", plain))
        words = set(re.findall(r"[a-z_]\w+", plain)) - WORDS - named_here
        assert words <= known, query


def test_a_failed_rollout_is_told_and_another_services_is_not() -> None:
    (rule,) = of_type("AWS::Events::Rule").values()
    pattern = rule["EventPattern"] | {"resources": FAILED["resources"]}
    written = rule["EventPattern"]["resources"][0]["Fn::Sub"]
    assert written.rpartition(":")[2] == FAILED["resources"][0].rpartition(":")[2]
    matches = EventPattern.load(json.dumps(pattern)).matches_event
    assert matches(FAILED)
    for other in (
        FAILED | {"resources": ["arn:aws:ecs:us-west-2:123456789012:service/other/service"]},
        FAILED | {"detail": {**FAILED["detail"], "eventName": "SERVICE_DEPLOYMENT_COMPLETED"}},
    ):
        assert not matches(other)


def test_no_data_is_bad_news_of_hosts_and_the_scheduler_alone() -> None:
    silent = {
        one["AlarmName"]
        for one in of_type("AWS::CloudWatch::Alarm").values()
        if one["TreatMissingData"] == "breaching"
    }
    assert silent == {*("itg-no-healthy-host", "itg-scheduler"), *FROM_OUTSIDE}


FROM_OUTSIDE = {"itg-backend-down": "Backend", "itg-site-down": "Site"}


def test_an_alarm_about_a_certificate_goes_on_when_the_certificate_has_expired() -> None:
    """ACM ends the metric then. https://docs.aws.amazon.com/acm/latest/userguide/cloudwatch-metrics.html"""
    found = {
        one["AlarmName"]: one["TreatMissingData"]
        for one in of_type("AWS::CloudWatch::Alarm").values()
        if one["MetricName"] == "DaysToExpiry"
    }
    assert found == {"itg-certificate": "ignore", "itg-edge-certificate": "ignore"}


def test_every_certificate_of_ours_is_watched_where_it_is() -> None:
    given = {name for name in template("edge")["Parameters"] if name.endswith("CertificateArn")}
    watched = {
        one["Dimensions"][0]["Value"]["Ref"]
        for one in of_type("AWS::CloudWatch::Alarm").values()
        if one["MetricName"] == "DaysToExpiry"
    }
    assert watched == given
    assert "CdnCertificateArn" in template("alarms-worldwide")["Parameters"]
    assert "CdnCertificateArn" not in template("alarms")["Parameters"]


def test_whoever_tells_people_may_publish() -> None:
    """EventBridge publishes nothing where its statement has a condition.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
    """
    ours = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    alarms, events = ("cloudwatch.amazonaws.com", ours), ("events.amazonaws.com", None)
    topics = {
        stack: [
            (one["Principal"]["Service"], one.get("Condition"))
            for one in template(stack)["Resources"]["Tellers"]["Properties"]["PolicyDocument"][
                "Statement"
            ]
        ]
        for stack in ("alarms", "alarms-worldwide")
    }
    assert topics == {"alarms": [alarms, events], "alarms-worldwide": [alarms]}


def test_the_costs_count_every_alarm() -> None:
    """A policy of the autoscaling with a target makes two alarms of its own."""
    costs = (ROOT / "container" / "infrastructure" / "README.md").read_text()
    kinds = Counter(one["Type"] for one in template("service")["Resources"].values())
    alarms = {
        stack: sum(
            one["Type"] == "AWS::CloudWatch::Alarm" for one in template(stack)["Resources"].values()
        )
        for stack in ("alarms", "alarms-worldwide")
    }
    alarms["alarms"] += 2 * kinds["AWS::ApplicationAutoScaling::ScalingPolicy"]
    assert f"| {alarms['alarms']} alarms at 0.10" in costs
    assert f", {alarms['alarms-worldwide']} alarms at 0.10 |" in costs


def test_what_has_its_metrics_in_us_east_1_has_its_alarms_there() -> None:
    """An alarm cannot name a metric of another region.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-cloudwatch.html
    """
    spaces = {
        stack: {
            one["Properties"]["Namespace"]
            for one in template(stack)["Resources"].values()
            if one["Type"] == "AWS::CloudWatch::Alarm"
        }
        for stack in sequence.NAMES
    }
    there = {"AWS/CloudFront", "AWS/Route53"}
    assert [name for name, found in spaces.items() if found & there] == ["alarms-worldwide"]
    assert spaces["alarms-worldwide"] == there | {"AWS/CertificateManager"}
    assert sequence.region_of("alarms-worldwide") == "us-east-1"


def test_every_distribution_and_address_of_visitors_is_watched() -> None:
    dimensions = [
        {one["Name"]: one["Value"] for one in alarm["Dimensions"]}
        for alarm in of_type("AWS::CloudWatch::Alarm").values()
    ]
    watched = [one for one in dimensions if "DistributionId" in one]
    assert [one["Region"] for one in watched] == ["Global", "Global"]
    outputs = {**template("edge")["Outputs"], **template("assets")["Outputs"]}
    assert all(outputs[one["DistributionId"]["Ref"]]["Value"] == {"Ref": "Cdn"} for one in watched)
    checks = of_type("AWS::Route53::HealthCheck")
    assert {one["HealthCheckConfig"]["ResourcePath"] for one in checks.values()} == {
        "/health/",
        "/",
    }
    ids = {one["HealthCheckId"]["Ref"] for one in dimensions if "HealthCheckId" in one}
    assert {f"Worldwide{id}" for id in ids} == checks.keys()


def test_the_guide_says_of_each_alarm_what_to_do() -> None:
    guide = (ROOT / "docs" / "operating.md").read_text()
    section = guide.partition("## When an alarm rings")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([\w-]+)` \|", section, re.M)
    alarms = [one["AlarmName"] for one in of_type("AWS::CloudWatch::Alarm").values()]
    rules = [one["Name"] for one in of_type("AWS::Events::Rule").values()]
    assert sorted(rows) == sorted(alarms + rules)
