"""How production is: each part as people and programs read it, and the exit code."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Any, Final

import pytest

from delivery.aws import acm, cloudwatch, ecs, rds
from delivery.operate import inside, production, screen, status_cli, visitors
from delivery.operate.health import Health, Part, lasting
from delivery.operate.production import covers
from delivery.tools import http
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PRODUCTION
from tests.delivery.operators import OPERATORS, make_database
from tests.delivery.production import DYING, GOOD, Production
from tests.services.aws import REGION

HOST: Final = "127.0.0.1"
STATE: Final[dict[str, Any]] = {
    "schema": {"applied": 312, "unapplied": []},
    "content_version": 41,
    "mail": {"waiting": 0, "given_up": 0, "oldest_seconds": 0},
    "resets": {"waiting": 0},
    "sheets": {"count": 2, "old": 0, "oldest_seconds": 700},
}


@pytest.fixture(scope="module", autouse=True)
def _database(small_production: Production) -> None:
    make_database(small_production.operator)


def write_state(site: Production, state: Mapping[str, Any], seconds: float = 30) -> None:
    logs, stream = site.operator.client("logs"), f"backend/backend/{time.time_ns()}"
    logs.create_log_stream(logGroupName=PRODUCTION.log_group, logStreamName=stream)
    line = json.dumps({"location": "state", "state": state})
    event = {"timestamp": int((time.time() - seconds) * 1000), "message": line}
    logs.put_log_events(logGroupName=PRODUCTION.log_group, logStreamName=stream, logEvents=[event])


@contextmanager
def ringing(site: Production, name: str, region: str = REGION) -> Iterator[None]:
    cloudwatch = site.operator.account.client("cloudwatch", region)
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        AlarmDescription="The backend returns 5xx: its log says why",
        Namespace="AWS/ApplicationELB",
        MetricName="HTTPCode_Target_5XX_Count",
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=5,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
    )
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="tests")
    try:
        yield
    finally:
        cloudwatch.delete_alarms(AlarmNames=[name])


def parts(site: Production, **changes: str) -> tuple[int, dict[str, Any]]:
    """Exit code, and the parts that ``--json`` has."""
    ended = site.run("status", "--json", **changes)
    assert ended.stderr == ""
    return ended.returncode, json.loads(ended.stdout)["parts"]


@pytest.fixture
def well(site: Production, monkeypatch: pytest.MonkeyPatch) -> Production:
    """Production where everything is as it should be. The site's host has no address here."""
    address = f"{site.operator.account.balancer}/livez"
    ask_site = visitors.site
    monkeypatch.setattr(visitors, "site", lambda configured: ask_site(address))
    monkeypatch.setattr(acm, "in_use", lambda region: [certificate(region, 60)])
    write_state(site, STATE)
    return site


def certificate(region: str, days: float) -> acm.Certificate:
    return acm.Certificate(HOST, region, "ISSUED", datetime.now(UTC) + timedelta(days=days))


def test_one_screen_of_80_columns_says_that_all_is_well(well: Production) -> None:
    ended = well.run("status")
    assert (ended.returncode, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 24
    assert lines[0].startswith("production is well ")
    assert lines[0].endswith(" UTC")
    shown = [" ".join(line.split()) for line in lines]
    assert f"ok serves {GOOD[:12]} as {well.revision.rpartition('/')[2]}" in shown
    assert "released by assumed-role/itg-release/tests" in shown
    assert "ok schema 312 migrations applied, none missing" in shown
    assert "ok previews none" in shown
    assert not [line for line in lines[2:] if line[:5].strip() not in {"ok", ""}]


def test_a_program_reads_the_same(well: Production) -> None:
    code, found = parts(well)
    assert code == 0
    assert {one["health"] for one in found.values()} == {"well"}
    assert found["serves"]["commit"] == GOOD
    assert found["tasks"]["running"] == found["tasks"]["desired"] == 1
    assert found["backend"]["version"] == GOOD
    assert found["content"]["version"] == 41
    assert {"DB_PASSWORD", "DJANGO_SECRET_KEY"} <= found["secrets"]["days"].keys()
    assert (found["backups"]["kept_days"], found["backups"]["copied_to"]) == (14, [])
    assert 59 < found["certificates"]["least_days"] <= 60


def test_what_needs_attention_is_named_and_is_exit_code_3(
    well: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = {
        **STATE,
        "schema": {"applied": 311, "unapplied": ["content.0007_more"]},
        "mail": {"waiting": 2, "given_up": 0, "oldest_seconds": 4000},
        "sheets": None,
    }
    write_state(well, state, seconds=1)
    monkeypatch.setattr(acm, "in_use", lambda region: [certificate(region, 20)])
    with ringing(well, "itg-backend-5xx"), ringing(well, "another-projects"):
        code, found = parts(well)
    assert code == 3
    words = {n: one["words"] for n, one in found.items() if one["health"] == "attention"}
    assert words.keys() == {"schema", "mail", "sheets", "certificates", "alarms"}
    assert words["schema"] == "311 migrations applied, not applied: content.0007_more"
    assert words["mail"] == "2 wait, the oldest 66 min"
    assert words["sheets"].startswith("not known")
    assert found["alarms"]["names"] == ["itg-backend-5xx"]


def test_tasks_that_are_missing_are_told_with_the_reason_of_the_last_one(
    well: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While ECS still tries, which the release's own message tells only when it has given up."""
    with pytest.raises(DeliveryError):
        well.deploy(DYING)
    revision, real = well.record(DYING)["task_definition"], ecs.rollout
    trying = {"task_definition": revision, "running": 0, "steady": False}
    monkeypatch.setattr(ecs, "rollout", lambda service: replace(real(service), **trying))
    _, found = parts(well)
    why = "the last one stopped: Essential container in task exited, exit code 1"
    assert found["tasks"]["words"].endswith(f"\n{why}")


def test_an_operator_sees_the_alarms_of_cloudfronts_region(well: Production) -> None:
    """The role that only reads may see them, and no region's alarm is told twice."""
    keys = well.operator.account.credentials(OPERATORS)
    with ringing(well, "itg-edge-5xx", "us-east-1"), ringing(well, "itg-mail"):
        code, found = parts(well, **keys)
        assert (code, found["alarms"]["names"]) == (3, ["itg-mail", "itg-edge-5xx"])
        with well.signed_in(OPERATORS), pytest.MonkeyPatch.context() as patched:
            patched.setattr(production, "region", lambda: "us-east-1")
            assert production.alarms().facts == {"names": ["itg-edge-5xx"]}


def test_a_region_that_is_down_hides_no_alarm_of_another(
    well: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = cloudwatch.ringing

    def of(prefix: str, region: str) -> list[cloudwatch.Alarm]:
        if region == REGION:
            raise DeliveryError("Listing the alarms: nothing responds.", "Wait.")
        return real(prefix, region)

    monkeypatch.setattr(cloudwatch, "ringing", of)
    with ringing(well, "itg-backend-down", "us-east-1"):
        _, found = parts(well)
    assert found["alarms"]["health"] == "attention"
    assert found["alarms"]["words"].startswith("itg-backend-down for ")
    assert found["alarms"]["unknown"] == [
        f"not known in {REGION}: Listing the alarms: nothing responds."
    ]


def test_a_backend_that_does_not_serve_is_exit_code_4(
    well: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "backend", lambda *words: Part("backend", Health.DOWN, "503"))
    ended = well.run("status")
    assert ended.returncode == 4
    assert ended.stdout.startswith("production is down ")
    assert "DOWN backend" in " ".join(ended.stdout.split())


def test_what_is_not_known_of_one_part_hides_no_other(
    well: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str) -> rds.Database:
        raise DeliveryError("Looking up the database: not authorized", "Give the role this.")

    monkeypatch.setattr(rds, "database", refuse)
    code, found = parts(well, RELEASES_BUCKET="")
    assert code == 3
    assert found["backups"]["unknown"] == "Looking up the database: not authorized"
    assert "RELEASES_BUCKET is not set" in found["serves"]["unknown"]
    assert found["tasks"]["health"] == "well"


def test_a_scheduler_that_stands_still_is_told(
    well: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inside, "LOOKED_BACK_SECONDS", 0.0)
    code, found = parts(well)
    assert code == 3
    assert "the scheduler wrote no state" in found["inside"]["unknown"]
    assert "schema" not in found


def test_watching_looks_again_until_it_is_interrupted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    looks = iter([[Part("tasks", Health.WELL, "2")], [Part("tasks", Health.ATTENTION, "1")]])

    def look() -> list[Part]:
        found = next(looks, None)
        if found is None:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(status_cli, "EVERY_SECONDS", 0)
    assert status_cli.watched("production", look, as_json=True) == 3
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize(
    ("status", "body", "health"),
    [
        (200, json.dumps({"version": "a"}), Health.WELL),
        (200, json.dumps({"version": "b"}), Health.ATTENTION),
        (200, "<!doctype html>", Health.ATTENTION),
        (503, "", Health.DOWN),
        (0, "timed out", Health.DOWN),
    ],
)
def test_a_backend_serves_the_release_or_it_does_not(
    status: int, body: str, health: Health, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = http.HTTPResponse(status, Message(), body.encode())
    monkeypatch.setattr(visitors, "ask", lambda address: (response, 7))
    assert visitors.backend("https://api.test", "a").health is health


def test_rows_are_wrapped_beside_their_names() -> None:
    long = Part("alarms", Health.ATTENTION, f"{'word ' * 20}\nsecond {'x' * 70}")
    lines = screen.row(long).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith("look  alarms  ")
    assert {line[: screen.MARGIN].strip() for line in lines[1:]} == {""}


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7200, "2 h"), (172_800, "2 days")],
)
def test_how_long_something_lasts_is_one_number(seconds: float, said: str) -> None:
    assert lasting(seconds) == said


def test_a_certificate_covers_its_host_or_one_level_below_a_star() -> None:
    assert covers("api.a.test", "api.a.test")
    assert covers("*.a.test", "api.a.test")
    assert not covers("*.a.test", "x.api.a.test")
    assert not covers("a.test", "api.a.test")
