"""The command contract: in the function, and as the plain function that it is everywhere else."""

import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import Popen
from threading import Event
from typing import Any

import psutil
import pytest

from function import commands as lambda_commands
from operations import command
from tests import commands
from tests.services.lambda_runtime import FunctionError, LambdaRuntime

SHELL = ["shell", "--no-imports", "-c"]


@pytest.mark.parametrize(
    ("words", "exit_code", "said"),
    [
        (["check"], 0, "System check identified no issues (1 silenced).\n"),
        (["migrate", "--check"], 0, ""),
        (["migrate", "content", "0404"], 1, "CommandError: Cannot find a migration"),
        (["migrate", "--nonsense"], 2, "error: unrecognized arguments: --nonsense"),
        ([*SHELL, "raise SystemExit(7)"], 7, ""),
        ([*SHELL, "import os; os.kill(os.getpid(), 9)"], 137, ""),
    ],
    ids=["0", "0, silent", "1", "2", "its own", "ended by a signal"],
)
def test_exit_code_and_output_return(
    function: LambdaRuntime, words: list[str], exit_code: int, said: str
) -> None:
    reply = function.invoke({"command": words})
    assert reply.keys() == {"exit_code", "output", "truncated", "duration_ms"}
    assert (reply["exit_code"], reply["truncated"]) == (exit_code, False)
    assert said in reply["output"]
    assert 0 < reply["duration_ms"] < 30_000


def test_a_commands_process_imports_the_packages_bytecode(function: LambdaRuntime) -> None:
    """It would compile a thousand modules otherwise, each time."""
    code = "import django; print(type(django.__loader__).__module__)"
    assert function.invoke({"command": [*SHELL, code]})["output"] == "function.bytecode\n"


WAIT = """
import pathlib, sys, time
print("one, out")
print("two, err", file=sys.stderr)
while not pathlib.Path({mark!r}).exists():
    time.sleep(0.02)
"""


def test_output_streams_to_the_log_while_the_command_runs(
    function: LambdaRuntime, tmp_path: Path
) -> None:
    mark = tmp_path / "seen"
    event = {"command": [*SHELL, WAIT.format(mark=str(mark))]}
    with ThreadPoolExecutor() as pool:
        running = pool.submit(function.invoke, event, commands.WITHIN)
        try:
            while "\none, out\ntwo, err\n" not in function.logged():
                assert not running.done()
                time.sleep(0.02)
        finally:
            mark.touch()
        reply = running.result()
    assert (reply["exit_code"], reply["output"]) == (0, "one, out\ntwo, err\n")


def test_the_bootstrap_is_a_command_like_any_other(function: LambdaRuntime) -> None:
    """The second one, for the first makes the permissions of what only previews have."""
    function.invoke({"command": ["bootstrap"]})
    reply = function.invoke({"command": ["bootstrap"]})
    assert reply["exit_code"] == 0, reply["output"]
    assert "[2/5] Migrations: nothing pending" in reply["output"]
    assert "Bootstrap complete in" in reply["output"]


def test_the_function_serves_on_after_a_command_ran_out_of_time(function: LambdaRuntime) -> None:
    event = {"command": [*SHELL, "import time; time.sleep(600)"]}
    reply = function.invoke(event, timeout=lambda_commands.MARGIN_SECONDS + 1)
    assert reply["exit_code"] == 124, "before Lambda itself would have ended the function"
    assert function.invoke({"command": ["check"]})["exit_code"] == 0


def test_the_same_id_does_not_run_twice(function: LambdaRuntime, tmp_path: Path) -> None:
    mark = tmp_path / "runs"
    code = f"from pathlib import Path; Path({str(mark)!r}).open('a').write('run '); print('done')"
    event = {"command": [*SHELL, code], "id": "release-7"}
    first = function.invoke(event)
    assert function.invoke(event) == first
    assert (first["output"], mark.read_text()) == ("done\n", "run ")
    function.invoke({**event, "id": "release-8"})
    assert mark.read_text() == "run run "


def test_zappas_manage_prints_and_succeeds(function: LambdaRuntime) -> None:
    assert function.invoke({"manage": "migrate --plan"})["exit_code"] == 0
    assert "\nPlanned operations:\n" in function.logged()


def test_zappas_manage_fails_as_an_error(function: LambdaRuntime) -> None:
    with pytest.raises(FunctionError, match=r"exit code 1\n.*Cannot find a migration") as failed:
        function.invoke({"manage": "migrate content '0404'"})
    assert failed.value.kind == "CommandFailed"


@pytest.mark.parametrize(
    "event",
    [
        {"command": "operations.bootstrap.run"},
        {"command": []},
        {"command": ["migrate", 1]},
        {"command": ["a\0b"]},
        {"command": None},
        {"command": ["check"], "id": 7},
        {"command": ["check"], "id": ""},
        {"manage": "check 'unclosed"},
        {"manage": ""},
        {"manage": None},
    ],
)
def test_a_malformed_command_is_refused(function: LambdaRuntime, event: dict[str, Any]) -> None:
    with pytest.raises(FunctionError) as refused:
        function.invoke(event)
    assert refused.value.kind == "InvalidCommand"


@pytest.fixture(autouse=True)
def manage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What tests in this process run runs code alone. That it is Django's, the function shows."""
    script = tmp_path / "manage.py"
    script.write_text("import sys; exec(sys.argv[1])")
    monkeypatch.setattr(command, "MANAGE", script)


def run(code: str, seconds: float | None = None) -> tuple[command.CommandResult, list[str]]:
    lines: list[str] = []
    return command.run([code], lines.append, seconds), lines


@pytest.fixture
def time_ends_with_the_first_line(monkeypatch: pytest.MonkeyPatch) -> Event:
    """The event is that line's; however long it takes until then."""
    said, wait = Event(), command.wait

    def wait_for_it(process: "Popen[bytes]", seconds: float | None) -> int:
        assert said.wait(commands.WITHIN)
        return wait(process, seconds)

    monkeypatch.setattr(command, "wait", wait_for_it)
    return said


def test_each_line_is_passed_on_as_it_is_said() -> None:
    outcome, lines = run("print('a'); print('é' * 3); print('no end', end='')")
    assert lines == ["a\n", "ééé\n", "no end"]
    assert outcome.output == "a\nééé\nno end"


def test_bytes_that_are_no_text_do_not_end_it() -> None:
    outcome, _ = run("import sys; sys.stdout.buffer.write(b'a\\xffb\\n')")
    assert (outcome.exit_code, outcome.output) == (0, "a�b\n")


def test_a_line_ends_with_a_line_feed_alone() -> None:
    outcome, lines = run(r"print('10 %\r20 %\x0c\u2028'); print('\x85')")
    assert lines == ["10 %\r20 %\x0c\u2028\n", "\x85\n"]
    assert outcome.output == "".join(lines)


def test_only_the_end_of_a_long_output_is_kept() -> None:
    outcome, lines = run("[print(n, 'x' * 90) for n in range(5000)]; print('last')")
    assert outcome.truncated
    assert outcome.output.endswith("x\nlast\n")
    assert 0 < command.KEPT_CHARACTERS - len(outcome.output) < 200
    assert len(lines) == 5001


def test_one_endless_line_does_not_fill_the_memory() -> None:
    outcome, lines = run("print('x' * 1_000_000)")
    assert max(map(len, lines)) == command.LINE_CHARACTERS
    assert outcome.truncated
    assert sum(map(len, lines)) == 1_000_001


def test_a_command_that_will_not_end_is_made_to(time_ends_with_the_first_line: Event) -> None:
    code = "import signal, time; signal.signal(15, signal.SIG_IGN); print('on'); time.sleep(600)"
    outcome = command.run([code], lambda line: time_ends_with_the_first_line.set(), 0)
    assert (outcome.exit_code, outcome.output) == (124, "on\n")
    assert outcome.duration_ms < 600_000


def test_a_command_that_is_asked_to_end_may_say_goodbye(
    time_ends_with_the_first_line: Event,
) -> None:
    code = (
        "import signal, sys, time\n"
        "signal.signal(15, lambda *_: (print('rolled back'), sys.exit(3)))\n"
        "print('on'); time.sleep(600)"
    )
    outcome = command.run([code], lambda line: time_ends_with_the_first_line.set(), 0)
    assert (outcome.exit_code, outcome.output) == (124, "on\nrolled back\n")


@pytest.mark.parametrize("seconds", [0, -5])
def test_without_time_nothing_is_left_running(seconds: float) -> None:
    outcome, _ = run("import time; time.sleep(60)", seconds)
    assert outcome.exit_code == 124
    assert outcome.duration_ms < 10_000


def test_what_a_command_leaves_behind_is_ended() -> None:
    child = f"{sys.executable} -c 'import time; time.sleep(60)'"
    outcome, lines = run(f"import subprocess; print(subprocess.Popen({child!r}, shell=True).pid)")
    assert outcome.exit_code == 0
    pid = int(lines[0])
    give_up_at = time.monotonic() + 60
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


def test_a_child_that_left_the_group_does_not_hold_the_result() -> None:
    outcome, lines = run(
        "import subprocess\nprint(subprocess.Popen(['sleep', '30'], start_new_session=True).pid)"
    )
    os.kill(int(lines[0]), signal.SIGKILL)
    assert outcome.exit_code == 0
    assert outcome.duration_ms < 20_000
