"""Operators' commands on a preview: `delivery run` against the function itself."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from subprocess import CompletedProcess

import pytest

from delivery.tools.errors import PROGRAM
from tests import commands
from tests.delivery import in_process
from tests.services.aws import REGION, AwsServer
from tests.services.lambda_runtime import LambdaRuntime
from tests.standins.functions import Functions

SHELL = ["shell", "--no-imports", "-c"]

Run = Callable[..., "CompletedProcess[str]"]


@pytest.fixture
def run(function: LambdaRuntime, aws_server: AwsServer) -> Iterator[Run]:
    """``run("--", "check")`` at a terminal that is signed in to the function's account."""
    logs = aws_server.client("logs")
    with suppress(logs.exceptions.ResourceAlreadyExistsException):
        logs.create_log_group(logGroupName="/itg/previews/audit")  # as the stack `previews` does
    with Functions({"itg-backend-pr-42": function}) as account:
        inherited = {name: os.environ[name] for name in commands.INHERITED if name in os.environ}
        environ = {
            **inherited,
            **aws_server.environment_of_clients,
            **account.environment_of_clients,
            "AWS_REGION": REGION,
            "PYTHONPATH": str(commands.BACKEND),
        }

        def start(*words: str, stage: str = "pr-42") -> "CompletedProcess[str]":
            return in_process.run(environ, "run", "--stage", stage, *words)

        yield start


def test_json_is_the_command_contracts_result(run: Run) -> None:
    ended = run("--yes", "--json", "--", *SHELL, "print('here')")
    outcome = json.loads(ended.stdout)
    assert outcome | {"duration_ms": 0} == {
        "exit_code": 0,
        "output": "here\n",
        "truncated": False,
        "duration_ms": 0,
    }


def test_a_long_output_says_that_it_is_cut(run: Run) -> None:
    ended = run("--yes", "--", *SHELL, "for i in range(60000): print('line', i)")
    assert ended.stdout.endswith("line 59999\n")
    assert "The beginning of the output is cut off. The log has the whole output." in ended.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--", *SHELL, "print(1)"],
            "`shell` may do anything. It needs your confirmation, but there is no terminal.",
        ),
        (["--yes", "--", "diffsettings"], "`diffsettings` prints every setting"),
    ],
)
def test_the_same_is_refused_as_on_production(run: Run, words: list[str], said: str) -> None:
    ended = run(*words)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(said)


def test_a_preview_that_is_not_there_is_one_sentence(run: Run) -> None:
    ended = run("--", "check", stage="pr-43")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "There is no function itg-backend-pr-43.\n"
        f"Check that the preview is deployed: {PROGRAM} preview list\n"
    )


def test_it_is_in_the_previews_audit(run: Run, aws_server: AwsServer) -> None:
    run("--", "check", "--tag", "security")
    logs = aws_server.client("logs")
    events = logs.filter_log_events(logGroupName="/itg/previews/audit")["events"]
    lines = [json.loads(event["message"]) for event in events]
    found = [line for line in lines if line["command"] == "check --tag security"]
    assert [line["event"] for line in found] == ["started", "ended"]


def test_a_line_is_split_as_a_shell_would_and_expands_nothing(run: Run) -> None:
    ended = run("--yes", "--line", "shell --no-imports -c 'print(\"$HOME *\")'")
    assert (ended.returncode, ended.stdout) == (0, "$HOME *\n"), ended.stderr


@pytest.mark.parametrize("words", [[], ["--line", ""], ["--line", "check 'unclosed"]])
def test_no_command_is_wrong_usage(run: Run, words: list[str]) -> None:
    assert run(*words).returncode == 2
