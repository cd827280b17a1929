"""A command that goes on without whoever started it, and is found again."""

import json
import os
import pty
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from delivery.aws import ecs_tasks, session
from delivery.operate import history
from delivery.run import attaching, follower, service
from delivery.tools.stages import PRODUCTION
from tests import commands
from tests.delivery.production import Production

RUN = ("run", "--stage", "production", "--yes")
STOP = "y\n"
CODE = ["shell", "--no-imports", "-c"]


def waits_for(file: Path) -> str:
    """Code that runs until the file is there, and exits with 3."""
    return (
        "import pathlib, sys, time; print('began', flush=True)\n"
        f"while not pathlib.Path({str(file)!r}).exists(): time.sleep(0.05)\n"
        "print('done'); sys.exit(3)"
    )


@contextmanager
def left(site: Production, done: Path, number: int, typed: str) -> Iterator[str]:
    """The id of the task of a command that got that signal at a terminal where that is typed."""
    with ExitStack() as stack:
        stack.callback(done.touch)
        terminal, inside = pty.openpty()
        stack.callback(os.close, terminal)
        process = site.operator.start(*RUN, "--", *CODE, waits_for(done), stdin=inside)
        os.close(inside)
        assert process.stdout is not None
        assert process.stdout.readline() == "began\n"
        process.send_signal(number)
        os.write(terminal, typed.encode())
        _, said = process.communicate(timeout=300)
        assert process.returncode == 130, said
        task = site.operator.tasks()[-1]["taskArn"].rpartition("/")[2]
        if typed != STOP:
            assert f"Follow it again with `build/tools/bin/delivery run attach {task}`." in said
        yield task


def status(site: Production) -> str:
    return str(site.operator.tasks()[-1]["lastStatus"])


def audited(site: Production) -> history.Entry:
    """The last command of the audit."""
    return history.entries(map(json.dumps, site.operator.audit()), "production")[-1]


@pytest.mark.parametrize(
    ("number", "typed"),
    [(signal.SIGINT, "\n"), (signal.SIGINT, "n\n"), (signal.SIGHUP, "")],
    ids=["ctrl-c", "ctrl-c and no", "closed terminal"],
)
def test_a_command_goes_on_and_is_found_again(
    site: Production, tmp_path: Path, number: int, typed: str
) -> None:
    done = tmp_path / "done"
    with left(site, done, number, typed) as task:
        assert status(site) == "RUNNING"
        assert audited(site).end.startswith(f"it continues as the task {task}")
        listed = site.run("run", "attach", "--json")
        row = json.loads(listed.stdout)[-1]
        assert (row["task"], row["status"]) == (task, "RUNNING")
        assert row["command"].startswith("shell sha256:")  # its code is not shown
        still = site.run("run", "attach", "--within", "0", task)
        assert (still.returncode, status(site)) == (124, "RUNNING")
        done.touch()
        ended = site.run("run", "attach", task[:12])
    assert (ended.returncode, ended.stdout) == (3, "began\ndone\n"), ended.stderr
    assert audited(site).end.startswith("exit code 3 after ")
    assert f"{task}  shell sha256:" in site.run("run", "attach").stdout


def test_a_task_is_not_followed_as_json(site: Production) -> None:
    refused = site.run("run", "attach", "1b2c3d4e", "--json")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--json prints the list of tasks" in refused.stderr


def test_one_that_ends_between_two_lists_is_one_task(
    site: Production, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ECS lists running and stopped tasks apart, so it may list one twice."""
    done = tmp_path / "done"
    for name, value in site.operator.environment().items():
        monkeypatch.setenv(name, value)
    events, give_up_at = session.client("ecs").meta.events, time.monotonic() + commands.WITHIN

    def end_it(params: dict[str, Any], **_: Any) -> None:
        if '"STOPPED"' in str(params["body"]):
            done.touch()
            while status(site) != "STOPPED" and time.monotonic() < give_up_at:
                time.sleep(0.05)

    with left(site, done, signal.SIGINT, "\n") as task:
        events.register("before-call.ecs.ListTasks", end_it)
        try:
            found = ecs_tasks.listed(service.SERVICE, PRODUCTION.family)
        finally:
            events.unregister("before-call.ecs.ListTasks", end_it)
    assert done.exists()
    assert [arn.endswith(task) for arn in found].count(True) == 1


def test_ctrl_c_stops_the_task_for_somebody_who_says_so(site: Production, tmp_path: Path) -> None:
    with left(site, tmp_path / "done", signal.SIGINT, STOP):
        assert status(site) == "STOPPED"
        assert audited(site).end.startswith("exit code 130")


def test_a_network_that_is_gone_does_not_stop_it(
    site: Production, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = tmp_path / "done"
    with monkeypatch.context() as patch:
        patch.setattr(follower, "UNKNOWN_SECONDS", 0)
        ended = site.run(*RUN, "--", *CODE, waits_for(done))
    assert ended.returncode == 1
    assert "but does not find it. It may be running.\nThe task continues." in ended.stderr
    done.touch()
    task = site.operator.tasks()[-1]["taskArn"]
    assert site.run("run", "attach", task).returncode == 3


def test_of_a_task_that_ecs_forgot_the_lines_are_left(
    site: Production, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "done").touch()
    assert site.run(*RUN, "--", *CODE, waits_for(tmp_path / "done")).returncode == 3
    task = site.operator.tasks()[-1]["taskArn"].rpartition("/")[2]
    monkeypatch.setattr(attaching, "tasks", list)
    ended = site.run("run", "attach", task)
    assert (ended.returncode, ended.stdout) == (1, "began\ndone\n")
    assert "ECS no longer knows its exit code" in ended.stderr
    unknown = site.run("run", "attach", "0000")
    assert unknown.stderr.startswith("The task 0000 does not run a command of delivery.")
