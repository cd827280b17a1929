"""`logs`, `audit`, `env` and `open` on production, as the role that only looks."""

import json
import sys
import time
import webbrowser
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from delivery import cli
from delivery.aws import logs
from delivery.aws.logs import Event
from delivery.operate import history, log
from delivery.operate.variables import given
from delivery.tools.stages import PRODUCTION
from tests.delivery.operators import AUDIT
from tests.delivery.production import Production

ROLE = "arn:aws:sts::123456789012:assumed-role/itg-commands/GitHubActions"


def write(site: Production, group: str, *messages: str, seconds: float = 0) -> None:
    client, stream = site.operator.client("logs"), f"backend/backend/{time.time_ns()}"
    client.create_log_stream(logGroupName=group, logStreamName=stream)
    at = int((time.time() - seconds) * 1000)
    events = [{"timestamp": at, "message": one} for one in messages]
    client.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)


def of_request(request: str, message: str) -> str:
    record = {"level": "INFO", "location": "a:1", "message": message, "request_id": request}
    return json.dumps(record)


def test_lines_are_chosen_by_time_text_and_request(site: Production) -> None:
    group = PRODUCTION.log_group
    write(site, group, of_request("r-1", "first heron"), of_request("r-2", "second heron"))
    write(site, group, of_request("r-1", "old heron"), seconds=3600)

    def found(*words: str) -> list[str]:
        ended = site.run("logs", *words)
        assert ended.returncode == 0, ended.stderr
        return [one.split(": ", 1)[1] for one in ended.stdout.splitlines() if "heron" in one]

    assert found() == ["first heron [r-1]", "second heron [r-2]"]
    assert found("--since", "2h", "--request", "r-1", "--grep", "old") == ["old heron [r-1]"]
    assert found("--grep", "no such bird") == []
    raw = site.run("logs", "--json", "--grep", "second heron").stdout
    assert json.loads(raw)["request_id"] == "r-2"


def test_who_follows_gets_each_line_once_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also a line that CloudWatch shows later than a younger one."""
    times = {"a": 5000, "b": 4000, "c": 9000}
    first, late, last = (Event(name, "s", at, name) for name, at in times.items())
    shown = [[first], [late, first], [late, first, last], [last]]
    starts: list[float] = []

    def events(group: str, since: float, pattern: str) -> Iterator[Event]:
        starts.append(since)
        yield from shown[len(starts) - 1]

    monkeypatch.setattr(logs, "events", events)
    monkeypatch.setattr(log, "LATE_SECONDS", 2.0)
    got: list[str] = []

    def read() -> None:
        got.extend(one.id for one in log.follow(log.LogQuery("g", 1.0), lambda seconds: None))

    with pytest.raises(IndexError):  # nothing more is shown
        read()
    assert got == ["a", "b", "c"]
    assert starts == [1.0, 3.0, 3.0, 7.0, 7.0]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("90s", "2026-11-29T11:58:30+00:00"),
        ("15m", "2026-11-29T11:45:00+00:00"),
        ("2h", "2026-11-29T10:00:00+00:00"),
        ("3d", "2026-11-26T12:00:00+00:00"),
        ("2026-11-29T01:00", "2026-11-29T01:00:00+00:00"),
        ("2026-11-29T01:00-08:00", "2026-11-29T09:00:00+00:00"),
    ],
)
def test_a_time_is_how_long_ago_or_the_time_itself(text: str, moment: str) -> None:
    now = datetime(2026, 11, 29, 12, tzinfo=UTC)
    assert datetime.fromtimestamp(log.since(text, now), UTC).isoformat() == moment


@pytest.mark.parametrize(
    "words", ["--since soon", "--since 3w", "--since 999999d", '--request a"b', "--request ''"]
)
def test_wrong_words_are_refused(words: str) -> None:
    option, value = words.split(" ", 1)
    assert cli.main(["logs", option, value.strip("'")]) == 2


def test_the_audit_says_who_ran_what_and_how_it_ended(site: Production) -> None:
    common = {"at": "2026-11-29T16:00:00+00:00", "who": f"ada as {ROLE}", "stage": "production"}
    lines = [
        {**common, "command": "migrate", "event": "started", "revision": "itg-backend:7"},
        {**common, "command": "migrate", "event": "ended", "exit_code": 1, "duration_ms": 65_000},
        {**common, "command": "flush", "event": "refused", "why": "not confirmed"},
        {**common, "command": "check", "event": "started"},
        {**common, "stage": "pr-1", "command": "check", "event": "started"},
    ]
    write(site, AUDIT, *map(json.dumps, lines), "no line of an audit")
    ended = site.run("audit")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-9:] == [
        "2026-11-29T16:00:00+00:00  ada as itg-commands",
        "    migrate on itg-backend:7",
        "    exit code 1 after 65 s",
        "2026-11-29T16:00:00+00:00  ada as itg-commands",
        "    flush",
        "    refused: not confirmed",
        "2026-11-29T16:00:00+00:00  ada as itg-commands",
        "    check",
        f"    {history.RUNS}",
    ]
    found = json.loads(site.run("audit", "--json").stdout)
    assert [one["command"] for one in found[-3:]] == ["migrate", "flush", "check"]


def test_every_line_that_run_writes_is_read(site: Production) -> None:
    site.run("run", "--stage", "production", "--yes", "--", "check", "--tag", "egret")
    found = json.loads(site.run("audit", "--json").stdout)
    (entry,) = [one for one in found if one["command"] == "check --tag egret"]
    assert entry["end"].startswith("exit code 0")


def test_env_names_each_source_and_shows_no_secret(site: Production) -> None:
    ended = site.run("env")
    assert ended.returncode == 0, ended.stderr
    rows = json.loads(site.run("env", "--json").stdout)
    sources = {one["name"]: one["source"] for one in rows}
    assert sources["DB_PASSWORD"].startswith("secret itg/production/DB_PASSWORD")
    assert sources["API_BASE_URL"] == "task definition"
    assert sources["EMAIL_PORT"] == "default"
    assert sources["APP_VERSION"] == "image"
    assert sources["REDIS_URL"] == "not set"
    assert site.operator.account.balancer in ended.stdout
    for name in ("DB_PASSWORD", "DJANGO_SECRET_KEY"):
        assert site.operator.variables[name] not in ended.stdout


def test_a_secret_that_is_given_as_text_is_told_and_not_shown() -> None:
    reference = "arn:aws:secretsmanager:r:1:secret:itg/production/DB_PASSWORD-AbCdEf::release-1:"
    plain = {"REDIS_URL": "hunter2", "OLD": "1"}
    rows = given("task definition", plain, {"DB_PASSWORD": reference})
    found = {one.name: one for one in rows}
    assert found["REDIS_URL"].source == "task definition, as plain text"
    assert found["REDIS_URL"].value == ""
    assert found["DB_PASSWORD"].source == "secret itg/production/DB_PASSWORD (release-1)"
    assert found["OLD"].source == "task definition, but nothing reads it"


def test_open_prints_the_addresses_and_opens_the_site_for_a_person(
    site: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    ended = site.run("open", "--json")
    found = json.loads(ended.stdout)
    assert found["admin"] == f"{site.operator.account.balancer}/admin/"
    assert "log-group/$252Fitg$252Fproduction$252Fbackend" in found["log"]
    lines = site.run("open").stdout.splitlines()
    assert lines == [f"{name:<8} {address}" for name, address in found.items()]
    assert opened == []
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    with site.signed_in():
        assert cli.main(["open"]) == 0
    assert opened == [found["site"]]
