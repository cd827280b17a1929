"""Operators' commands on production: real tasks of real code, their lines, exit codes and audit."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from delivery import one_off, task_follower
from delivery.errors import DeliveryError
from tests import commands
from tests.databases import database
from tests.delivery.operators import ECR, PRODUCTION, Operator, create_service
from tests.services.postgres import PostgresServer
from tests.site_fixtures import Seed
from tests.standins.account import Account
from tests.standins.ecs import Image

DIGEST = "sha256:" + "0123456789abcdef" * 4
CODE = ["shell", "--no-imports", "-c"]


@pytest.fixture(scope="module")
def operator(postgres_server: PostgresServer, seed: Seed) -> Iterator[Operator]:
    """Production's cluster and service, on a copy of the seeded database."""
    with (
        Account({DIGEST: Image(commands.BACKEND)}) as account,
        database(postgres_server, template=seed.database) as login,
    ):
        account.make_bucket("itg-static-assets")
        operator = Operator(account)
        operator.client("logs").create_log_group(logGroupName=PRODUCTION.log_group)
        create_service(operator, {**commands.PRODUCTION, **login.environment}, DIGEST)
        yield operator


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["check"], 0, "System check identified no issues (0 silenced)."),
        (["migrate", "content", "0404"], 1, "Cannot find a migration matching '0404'"),
        (["check", "--no-such-option"], 2, "unrecognized arguments: --no-such-option"),
    ],
)
def test_output_and_exit_code_come_back(
    operator: Operator, words: list[str], code: int, said: str
) -> None:
    ended = operator.run("run", "--stage", "production", "--yes", "--", *words)
    assert (ended.returncode, said in ended.stdout) == (code, True), ended.stdout + ended.stderr
    assert f"{words[0]} on production: exit code {code}" in ended.stderr


def test_it_runs_where_the_service_runs_and_on_its_database(operator: Operator) -> None:
    code = "from content.models import ContentPage; print(ContentPage.objects.count() > 1)"
    ended = operator.run("run", "--stage", "production", "--yes", "--json", "--", *CODE, code)
    outcome = json.loads(ended.stdout)
    assert (outcome["exit_code"], outcome["output"]) == (0, "True\n")
    task = operator.tasks()[-1]
    assert task["startedBy"] == "delivery/shell"
    assert task["launchType"] == "FARGATE"


def test_lines_come_while_the_command_runs(operator: Operator) -> None:
    code = "import time; print('first', flush=True); time.sleep(30)"
    process = operator.start("run", "--stage", "production", "--yes", "--", *CODE, code)
    assert process.stdout is not None
    assert process.stdout.readline() == "first\n"
    assert process.poll() is None
    process.send_signal(signal.SIGINT)  # nobody to ask: the task is stopped
    process.communicate(timeout=300)
    assert process.returncode == 130
    assert operator.tasks()[-1]["lastStatus"] == "STOPPED"


def test_a_command_that_outlives_its_time_is_stopped(operator: Operator) -> None:
    words = ["run", "--stage", "production", "--yes", "--within", "6", "--"]
    ended = operator.run(*words, *CODE, "import time; print('began', flush=True); time.sleep(90)")
    assert ended.returncode == 124, ended.stderr
    assert ended.stdout == "began\n"
    assert operator.tasks()[-1]["stoppedReason"] == "delivery: out of time"


def test_two_at_once_do_not_mix(operator: Operator) -> None:
    processes = [
        operator.start(
            *("run", "--stage", "production", "--yes", "--", *CODE),
            f"for i in range(5): print('{name}', i, flush=True)",
        )
        for name in ("one", "two")
    ]
    said = [process.communicate(timeout=100)[0] for process in processes]
    assert said == ["".join(f"{name} {i}\n" for i in range(5)) for name in ("one", "two")]


@pytest.mark.parametrize(
    ("change", "reason", "remedy"),
    [
        ({"image": f"{ECR}/itg-backend@sha256:{'f' * 64}"}, "CannotPullContainerError", "in ECR"),
        (
            {"secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:secretsmanager:::nothing"}]},
            "ResourceInitializationError: unable to pull secrets",
            "Do its secrets and its log group exist?",
        ),
    ],
    ids=["image", "secret"],
)
def test_a_task_that_never_starts_says_why(
    operator: Operator,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    reason: str,
    remedy: str,
) -> None:
    for name, value in operator.account.environment_of_clients.items():
        monkeypatch.setenv(name, value)
    ecs = operator.client("ecs")
    good = ecs.describe_task_definition(taskDefinition=f"{PRODUCTION.family}:1")["taskDefinition"]
    bad = {key: good[key] for key in ("networkMode", "cpu", "memory", "volumes")}
    bad["containerDefinitions"] = [good["containerDefinitions"][0] | change]
    made = ecs.register_task_definition(family="itg-never-started", **bad)["taskDefinition"]
    options = one_off.Options(task_definition=made["taskDefinitionArn"])
    with pytest.raises(DeliveryError, match=f"The task never started: {reason}") as failed:
        one_off.run_task(PRODUCTION, ["check"], print, options)
    assert remedy in failed.value.remedy


def test_nothing_runs_on_that_nobody_follows(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in operator.account.environment_of_clients.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(task_follower, "UNKNOWN_SECONDS", 0)
    words = [*CODE, "import time; time.sleep(300)"]
    with pytest.raises(
        DeliveryError, match=r"ECS started the task arn:\S+ and still does not know"
    ):
        one_off.run_task(PRODUCTION, words, print)
    task = operator.tasks()[-1]
    assert (task["lastStatus"], task["stoppedReason"]) == (
        "STOPPED",
        "delivery: its follower failed",
    )


def test_a_failure_is_in_the_audit_too(operator: Operator) -> None:
    logs = operator.client("logs")
    logs.delete_log_group(logGroupName=PRODUCTION.log_group)
    try:
        ended = operator.run("run", "--stage", "production", "--", "check")
    finally:
        logs.create_log_group(logGroupName=PRODUCTION.log_group)
    assert ended.returncode == 1
    assert "The specified log group /itg/production/backend does not exist" in ended.stderr
    assert operator.audit()[-1]["event"] == "failed"


def test_what_may_do_harm_asks_and_where_nobody_answers_does_not_run(operator: Operator) -> None:
    before = len(operator.tasks())
    ended = operator.run("run", "--stage", "production", "--", "flush", "--noinput")
    assert ended.returncode == 1
    assert "`flush` empties every table, and there is nobody here to ask." in ended.stderr
    assert len(operator.tasks()) == before
    assert operator.audit()[-1] | {"at": ""} == {
        "at": "",
        "who": "ada as arn:aws:sts::123456789012:user/moto",
        "stage": "production",
        "command": "flush --noinput",
        "event": "refused",
        "why": "not confirmed",
    }


def test_what_prints_secrets_does_not_run_even_with_yes(operator: Operator) -> None:
    before = len(operator.tasks())
    ended = operator.run("run", "--stage", "production", "--yes", "--", "diffsettings")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("`diffsettings` prints every setting, secrets included")
    assert len(operator.tasks()) == before
    assert (operator.audit()[-1]["event"], operator.audit()[-1]["why"]) == (
        "refused",
        "not allowed",
    )


@pytest.mark.parametrize(("typed", "code"), [("production\n", 0), ("yes\n", 1)])
def test_at_a_terminal_the_stages_name_is_the_answer(
    operator: Operator, typed: str, code: int
) -> None:
    terminal, inside = pty.openpty()
    words = ("run", "--stage", "production", "--", *CODE, "print('did it')")
    process = operator.start(*words, stdin=inside)
    os.close(inside)
    os.write(terminal, typed.encode())
    said, asked = process.communicate(timeout=100)
    os.close(terminal)
    assert "Type the stage's name to go on" in asked
    assert (process.returncode, said) == (code, "did it\n" if code == 0 else "")


@pytest.mark.parametrize(("typed", "status"), [("n\n", "RUNNING"), ("\n", "STOPPED")])
def test_ctrl_c_asks_whether_to_stop_the_task(
    operator: Operator, typed: str, status: str, tmp_path: Path
) -> None:
    done = tmp_path / "done"
    code = (
        "import time, pathlib; print('began', flush=True)\n"
        f"while not pathlib.Path({str(done)!r}).exists(): time.sleep(0.1)"
    )
    terminal, inside = pty.openpty()
    words = ("run", "--stage", "production", "--yes", "--", *CODE, code)
    process = operator.start(*words, stdin=inside)
    os.close(inside)
    assert process.stdout is not None
    assert process.stdout.readline() == "began\n"
    process.send_signal(signal.SIGINT)
    os.write(terminal, typed.encode())
    process.communicate(timeout=300)
    assert process.returncode == 130
    task = operator.tasks()[-1]
    assert task["lastStatus"] == status
    done.touch()
    os.close(terminal)
    give_up_at = time.monotonic() + 300
    while operator.tasks()[-1]["lastStatus"] != "STOPPED" and time.monotonic() < give_up_at:
        time.sleep(0.1)
    assert operator.tasks()[-1]["lastStatus"] == "STOPPED"


def test_every_run_is_in_the_audit_without_its_secrets(operator: Operator) -> None:
    operator.run(*("run", "--stage", "production", "--yes", "--", "check", "--tag", "models"))
    words = ["check", "--secret-key", "hunter2"]
    operator.run(*("run", "--stage", "production", "--yes", "--", *words))
    lines = [line for line in operator.audit() if line["command"].startswith("check --")][-4:]
    assert [(line["command"], line["event"], line.get("exit_code")) for line in lines] == [
        ("check --tag models", "started", None),
        ("check --tag models", "ended", 0),
        ("check --secret-key ***", "started", None),
        ("check --secret-key ***", "ended", 2),
    ]
    assert lines[1]["duration_ms"] > 0


def test_where_the_audit_cannot_be_written_nothing_runs(operator: Operator) -> None:
    before = len(operator.tasks())
    logs = "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS"
    process = subprocess.run(
        [sys.executable, "-m", "delivery", "run", "--stage", "production", "--", "check"],
        env={
            **{name: os.environ[name] for name in commands.INHERITED if name in os.environ},
            **operator.account.environment_of_clients,
            "PYTHONPATH": str(commands.BACKEND),
            logs: "http://127.0.0.1:9",
        },
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert process.returncode == 1
    assert "Writing to the log /itg/production/audit" in process.stderr
    assert len(operator.tasks()) == before


def test_a_stage_that_does_not_exist_is_one_sentence(operator: Operator) -> None:
    ended = operator.run("run", "--stage", "staging", "--", "check")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith('There is no stage "staging".')
