"""How an operator's command on production runs: its lines, its signals, its terminal, its end."""

import os
import pty
import signal
import sys
import time
from typing import Any

import pytest

from delivery.run import cli, follower, one_off
from delivery.tools import waiting
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PRODUCTION
from tests.delivery.operators import ECR
from tests.delivery.production import Production
from tests.services.aws import REGION
from tests.services.iam import ACCOUNT
from tests.standins.faults import Plan

RUN = ("run", "--stage", "production")
CODE = ["shell", "--no-imports", "-c"]


def test_lines_come_while_the_command_runs(site: Production) -> None:
    code = "import time; print('first', flush=True); time.sleep(30)"
    process = site.operator.start(*RUN, "--yes", "--stop-if-interrupted", "--", *CODE, code)
    assert process.stdout is not None
    assert process.stdout.readline() == "first\n"
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=300)
    assert process.returncode == 130
    assert site.operator.tasks()[-1]["lastStatus"] == "STOPPED"


class Clock:
    """The time, ``late`` seconds later."""

    late = 0.0
    sleep = staticmethod(time.sleep)

    def monotonic(self) -> float:
        return time.monotonic() + self.late


def test_a_command_that_outlives_its_time_is_stopped(
    site: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    def show(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        clock.late = 100

    clock = Clock()
    monkeypatch.setattr(waiting, "time", clock)
    monkeypatch.setattr(cli, "show", show)
    code = "import time; print('began', flush=True); time.sleep(90)"
    ended = site.run(*RUN, "--yes", "--within", "100", "--", *CODE, code)
    assert ended.returncode == 124, ended.stderr
    assert ended.stdout == "began\n"
    assert site.operator.tasks()[-1]["stoppedReason"] == "delivery: out of time"


def test_a_task_whose_start_was_not_answered_is_started_once(site: Production) -> None:
    account, before = site.operator.account, len(site.operator.tasks())
    start = f"ecs:RunTask arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/itg-backend:* #1"
    account.plan(Plan("lost", frozenset({start})))
    ended = site.operator.run(*RUN, "--", "check")
    assert account.relent() == [start]
    assert ended.returncode == 0, ended.stderr
    assert len(site.operator.tasks()) == before + 1


def test_two_at_once_do_not_mix(site: Production) -> None:
    processes = [
        site.operator.start(
            *(*RUN, "--yes", "--", *CODE),
            f"for i in range(5): print('{name}', i, flush=True)",
        )
        for name in ("one", "two")
    ]
    said = [process.communicate(timeout=100)[0] for process in processes]
    assert said == ["".join(f"{name} {i}\n" for i in range(5)) for name in ("one", "two")]


NO_SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:itg/production/NOTHING-AbCdEf"


@pytest.mark.parametrize(
    ("change", "reason", "remedy"),
    [
        (
            {"image": f"{ECR}/itg-backend@sha256:{'f' * 64}"},
            "CannotPullContainerError",
            "that ECR has",
        ),
        (
            {"secrets": [{"name": "DB_PASSWORD", "valueFrom": NO_SECRET}]},
            "ResourceInitializationError: unable to pull secrets",
            "Check that its secrets and its log group exist.",
        ),
    ],
    ids=["image", "secret"],
)
def test_a_task_that_never_starts_says_why(
    site: Production, change: dict[str, Any], reason: str, remedy: str
) -> None:
    ecs = site.operator.client("ecs")
    good = ecs.describe_task_definition(taskDefinition=f"{PRODUCTION.family}:1")["taskDefinition"]
    same = ("networkMode", "cpu", "memory", "volumes", "executionRoleArn", "taskRoleArn")
    bad = {key: good[key] for key in same}
    bad["containerDefinitions"] = [good["containerDefinitions"][0] | change]
    made = ecs.register_task_definition(family=PRODUCTION.family, **bad)["taskDefinition"]
    options = one_off.Options(task_definition=made["taskDefinitionArn"])
    with pytest.raises(DeliveryError, match=f"The task never started: {reason}") as failed:
        one_off.run_task(["check"], print, options)
    assert remedy in failed.value.remedy


def test_nothing_runs_on_that_nobody_follows(
    site: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "UNKNOWN_SECONDS", 0)
    words = [*CODE, "import time; time.sleep(300)"]
    with pytest.raises(DeliveryError, match=r"ECS started the task arn:\S+ but does not find"):
        one_off.run_task(words, print)
    task = site.operator.tasks()[-1]
    assert (task["lastStatus"], task["stoppedReason"]) == (
        "STOPPED",
        "delivery: its follower failed",
    )


def test_a_failure_is_in_the_audit_too(site: Production) -> None:
    logs = site.operator.client("logs")
    logs.delete_log_group(logGroupName=PRODUCTION.log_group)
    try:
        ended = site.run(*RUN, "--", "check")
    finally:
        logs.create_log_group(logGroupName=PRODUCTION.log_group)
    assert ended.returncode == 1
    assert "The specified log group /itg/production/backend does not exist" in ended.stderr
    assert site.operator.audit()[-1]["event"] == "failed"


def test_what_may_do_harm_asks_and_where_nobody_answers_does_not_run(site: Production) -> None:
    before = len(site.operator.tasks())
    ended = site.run(*RUN, "--", "flush", "--noinput")
    assert ended.returncode == 1
    assert (
        "`flush` empties every table. It needs your confirmation, but there is no terminal."
        in ended.stderr
    )
    assert len(site.operator.tasks()) == before
    assert site.operator.audit()[-1] | {"at": ""} == {
        "at": "",
        "who": "ada as arn:aws:sts::123456789012:assumed-role/itg-commands/tests",
        "stage": "production",
        "command": "flush --noinput",
        "event": "refused",
        "why": "not confirmed",
    }


def test_what_prints_secrets_does_not_run_even_with_yes(site: Production) -> None:
    before = len(site.operator.tasks())
    ended = site.run(*RUN, "--yes", "--", "diffsettings")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("`diffsettings` prints every setting, secrets included")
    assert len(site.operator.tasks()) == before
    assert (site.operator.audit()[-1]["event"], site.operator.audit()[-1]["why"]) == (
        "refused",
        "not allowed",
    )


@pytest.mark.parametrize(("typed", "code"), [("production\n", 0), ("yes\n", 1)])
def test_at_a_terminal_the_stages_name_is_the_answer(
    site: Production, typed: str, code: int
) -> None:
    terminal, inside = pty.openpty()
    words = (*RUN, "--", *CODE, "print('did it')")
    process = site.operator.start(*words, stdin=inside)
    os.close(inside)
    os.write(terminal, typed.encode())
    said, asked = process.communicate(timeout=100)
    os.close(terminal)
    assert "Type the stage's name to continue" in asked
    assert (process.returncode, said) == (code, "did it\n" if code == 0 else "")


def test_where_the_audit_cannot_be_written_nothing_runs(site: Production) -> None:
    before = len(site.operator.tasks())
    ended = site.run(*RUN, "--", "check", AWS_ENDPOINT_URL_CLOUDWATCH_LOGS="http://127.0.0.1:9")
    assert ended.returncode == 1
    assert "Writing to the log /itg/production/audit" in ended.stderr
    assert len(site.operator.tasks()) == before


def test_a_stage_that_does_not_exist_is_one_sentence(site: Production) -> None:
    ended = site.run("run", "--stage", "staging", "--", "check")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith('There is no stage "staging".')
