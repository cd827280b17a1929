"""Runs a management command as a child process, the same in every runtime."""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from threading import Thread
from typing import IO, Final

from core.environment import of_children

MANAGE: Final = Path(__file__).parents[1] / "manage.py"
OUT_OF_TIME: Final = 124  # as timeout(1) says it
GRACE_SECONDS: Final = 2.0
DRAIN_SECONDS: Final = 1.0
KEPT_CHARACTERS: Final = 200_000
LINE_CHARACTERS: Final = 10_000

Say = Callable[[str], object]


@dataclass(frozen=True)
class CommandResult:
    """``output`` is the end of the command's output; ``truncated`` if its beginning is missing."""

    exit_code: int
    output: str
    truncated: bool
    duration_ms: int


class Tail:
    """Keeps the last KEPT_CHARACTERS of a text that arrives line by line."""

    def __init__(self) -> None:
        self.lines: deque[str] = deque()
        self.size, self.cut = 0, False

    def add(self, line: str) -> None:
        self.lines.append(line)
        self.size += len(line)
        while self.size > KEPT_CHARACTERS:
            self.size -= len(self.lines.popleft())
            self.cut = True


def run(
    words: Sequence[str],
    say: Say,
    seconds: float | None = None,
    variables: Mapping[str, str] | None = None,
) -> CommandResult:
    """Run ``manage.py <words>`` and pass on each line at once. ``variables`` are added.

    After ``seconds`` the command and its children get SIGTERM, and GRACE_SECONDS later SIGKILL; the
    exit code is then 124. If a signal ends a command, its exit code is 128 plus the signal's
    number, as in a shell.
    """
    started = time.monotonic()
    process = start(words, variables)
    tail = Tail()
    reader = Thread(target=pass_on, args=(process.stdout, tail, say), daemon=True)
    reader.start()
    exit_code = wait(process, seconds)
    signal_group(process, signal.SIGKILL)  # what the command left running
    reader.join(DRAIN_SECONDS)
    return CommandResult(
        exit_code=exit_code,
        output="".join(tail.lines.copy()),
        truncated=tail.cut,
        duration_ms=round((time.monotonic() - started) * 1000),
    )


def start(
    words: Sequence[str], variables: Mapping[str, str] | None = None
) -> "subprocess.Popen[bytes]":
    """The child imports what this process can, wherever the runtime keeps it."""
    return subprocess.Popen(  # noqa: S603 (the operator's own words, and no shell)
        [sys.executable, str(MANAGE), *words],
        env=of_children(
            PYTHONPATH=os.pathsep.join(sys.path), PYTHONUNBUFFERED="1", **(variables or {})
        ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def pass_on(output: IO[bytes], tail: Tail, say: Say) -> None:
    """Only a line feed ends a line. A carriage return stays in the line, as in a terminal."""
    with TextIOWrapper(output, "utf-8", "replace", newline="\n") as stream:
        for line in iter(lambda: stream.readline(LINE_CHARACTERS), ""):
            tail.add(line)
            say(line)


def wait(process: "subprocess.Popen[bytes]", seconds: float | None) -> int:
    try:
        code = process.wait(None if seconds is None else max(seconds, 0))
    except subprocess.TimeoutExpired:
        signal_group(process, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
        signal_group(process, signal.SIGKILL)
        process.wait()
        return OUT_OF_TIME
    return 128 - code if code < 0 else code


def signal_group(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS: EPERM for a group of zombies
        os.killpg(process.pid, number)
