"""An operator's command on a laptop, on ECS and on Lambda: same output, exit code and audit."""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from subprocess import CompletedProcess
from typing import Any, Final

import pytest

from delivery.tools.stages import PRODUCTION, Preview
from tests import commands
from tests.delivery import in_process
from tests.delivery.seeded import on_seeded_database
from tests.services.aws import REGION, AwsServer
from tests.services.lambda_runtime import LambdaRuntime
from tests.services.postgres import PostgresServer
from tests.site_fixtures import Seed
from tests.standins.functions import Functions

PREVIEW: Final = Preview(42)
# Everything that a line can hold and that something on the way could change.
SPEAKS: Final = r"""
import os, sys
def write(file, text):
    file.write(text)
    file.flush()
write(sys.stdout, "one, é 🚀 日本\n")
write(sys.stderr, "two, on stderr\n")
write(sys.stdout, "\n  three, after an empty line \t\n")
write(sys.stdout, "four\x0b\x0c\x1c\x85\u2028five\n")
write(sys.stdout, "six\rseven\n")
os.write(1, b"eight \xff\xfe\n")
write(sys.stdout, "x" * 15_000 + "\n")
for number in range(2_000):
    print(number)
write(sys.stdout, "no end of line")
raise SystemExit(7)
"""
CODE: Final = ("shell", "--no-imports", "-c")
COMMANDS: Final = {
    "check": (("check",), 0),
    "fails": (("migrate", "content", "0404"), 1),
    "unknown option": (("check", "--no-such-option"), 2),
    "its own code": ((*CODE, SPEAKS), 7),
    "a signal": ((*CODE, "import os; print('on', flush=True); os.kill(os.getpid(), 9)"), 137),
}


# In what outputs may differ, and why.
WRITTEN: Final = (
    # A preview silences a check that does not fit it.
    (re.compile(r"\(\d silenced\)"), "(silenced)"),
    # CloudWatch Logs, where ECS's lines come from, keeps no empty ones.
    (re.compile(r"\n\n+"), "\n"),
    # delivery ends the last line.
    (re.compile(r"(?<!\n)\Z"), "\n"),
)


@dataclass
class Terminal:
    """Where an operator is signed in: to production's account, or to that of the previews."""

    stage: str
    audit_group: str
    environment: Mapping[str, str]
    logs: Any

    def run(self, *words: str) -> "CompletedProcess[str]":
        return in_process.run(self.environment, "run", "--stage", self.stage, "--yes", "--", *words)

    def audit(self) -> list[dict[str, Any]]:
        """What the last command left there, without what every line has of its own."""
        events = self.logs.filter_log_events(logGroupName=self.audit_group)["events"]
        lines = [json.loads(event["message"]) for event in events[-2:]]
        return [{**line, **dict.fromkeys(OWN & line.keys(), ...)} for line in lines]


OWN: Final = {"at", "who", "stage", "duration_ms"}


@pytest.fixture(scope="module")
def ecs(postgres_server: PostgresServer, seed: Seed) -> Iterator[Terminal]:
    with on_seeded_database(postgres_server, seed) as operator:
        logs = operator.client("logs")
        yield Terminal(PRODUCTION.name, PRODUCTION.audit_group, operator.environment(), logs)


@pytest.fixture(scope="module")
def lambda_(preview: LambdaRuntime, aws_server: AwsServer) -> Iterator[Terminal]:
    logs = aws_server.client("logs")
    with suppress(logs.exceptions.ResourceAlreadyExistsException):
        logs.create_log_group(logGroupName=PREVIEW.audit_group)
    with Functions({PREVIEW.function: preview}) as functions:
        environ = commands.environment(
            "preview",
            aws_server.environment_of_clients,
            functions.environment_of_clients,
            {"AWS_REGION": REGION, "PYTHONPATH": str(commands.BACKEND), "GITHUB_ACTOR": "ada"},
        )
        yield Terminal(PREVIEW.name, PREVIEW.audit_group, environ, logs)


def on_a_laptop(environ: Mapping[str, str], *words: str) -> tuple[int, str]:
    """Exit code, as a shell says it, and output, as a terminal shows it."""
    ended = subprocess.run(
        commands.command(*words),
        env=dict(environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=commands.WITHIN,
    )
    code = ended.returncode
    return 128 - code if code < 0 else code, ended.stdout.decode(errors="replace")


def test_commands_are_the_same_everywhere(
    ecs: Terminal, lambda_: Terminal, preview: LambdaRuntime
) -> None:
    """One test, for each worker that had a part of it would start every server."""
    for words, code in COMMANDS.values():
        compare(ecs, lambda_, preview, words, code)


def compare(
    ecs: Terminal, lambda_: Terminal, preview: LambdaRuntime, words: tuple[str, ...], code: int
) -> None:
    assert preview.environment
    with ThreadPoolExecutor() as pool:
        laptop = pool.submit(on_a_laptop, preview.environment, *words)
        task, function = ecs.run(*words), lambda_.run(*words)
    said = {
        "laptop": laptop.result(),
        "ECS": (task.returncode, task.stdout),
        "Lambda": (function.returncode, function.stdout),
    }
    expected = code, comparable(said["laptop"][1])
    for found, text in said.values():
        assert (found, comparable(text)) == expected
    assert "\n\n" not in task.stdout  # or `WRITTEN` need not allow for it
    assert [line["event"] for line in ecs.audit()] == ["started", "ended"]
    assert ecs.audit() == lambda_.audit()


def comparable(output: str) -> str:
    """Without what may differ: see `WRITTEN`."""
    for pattern, instead in WRITTEN:
        output = pattern.sub(instead, output)
    return output
