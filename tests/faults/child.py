"""Runs a command of delivery in its own process, as the leader of a process group.

The process is forked from this one, which has imported delivery. That is ten times as fast as a new
Python, and the process can be killed in the same way.
"""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from unittest.mock import patch

from botocore.retries import standard

from delivery import cli
from delivery.aws import cloudformation, session
from delivery.operate import maintenance_cli
from delivery.operate.backup import copies
from delivery.records import lease
from delivery.release import rollout
from delivery.run import follower
from tests.previews.operators import DEADLINES, SECONDS
from tests.services.aws import CREDENTIALS, REGION
from tests.services.errors import ServiceError
from tests.standins.previews_account import TOOLS

SERVICES: Final = (
    *("amplify", "cloudformation", "cloudfront", "ecr", "ecs", "iam", "lambda", "logs"),
    *("rds", "s3", "secretsmanager", "sts"),
)
# What AWS or another process is given time for, and the stand-ins need none. The lease of a command
# that was killed ends by itself; that of one that runs is asked for whether anybody took it over.
SHORT: Final = (
    (lease, "LEASE_SECONDS", 0.5),
    (lease, "RENEW_SECONDS", SECONDS),  # a slow machine makes no call that a quick one does not
    (lease, "POLL_SECONDS", 0.1),
    (rollout, "POLL_SECONDS", 0.1),
    (copies, "POLL_SECONDS", 0.01),
    (cloudformation, "LEFT_AFTER", timedelta(0)),
    (maintenance_cli, "KNOWN_SECONDS", 0.0),
    (follower, "LATE_LINES_SECONDS", 0.1),
    (follower, "LATE_LINES_OF_FAILURE_SECONDS", 0.1),
    (follower, "POLL_SECONDS", (0.05, 0.2)),
    (follower, "AGAIN_SECONDS", 0.05),
)
Patches = tuple[tuple[ModuleType, str, Any], ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """``code`` is negative if a signal ended the process, as in subprocess."""

    code: int
    out: str
    err: str

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL


@cache
def prepare() -> None:
    """Load once what every command needs: its modules, and botocore's service descriptions."""
    for room in cli.ROOMS:
        __import__(room.module)
    with patch.dict(os.environ, AWS_REGION=REGION, **CREDENTIALS):
        for service in SERVICES:
            session.new_client(service, 1, 2, "us-west-2", frozenset(CREDENTIALS.items()))
    session.session.cache_clear()


def run(
    words: tuple[str, ...],
    environment: Mapping[str, str],
    ready: Callable[[int], None],
    patches: Patches = (),
) -> Ended:
    """Run the command to its end. ``ready`` gets the process group before it begins.

    Raises ServiceError if it does not end within SECONDS.
    """
    prepare()
    start, go = os.pipe()
    with tempfile.TemporaryDirectory(prefix="itg-faults-") as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        child = os.fork()
        if child == 0:
            os.close(go)
            _become(words, environment, start, (out, err), patches)
        os.close(start)
        os.setpgid(child, child)
        try:
            ready(child)
            os.write(go, b"1")
        finally:
            os.close(go)
        code = os.waitstatus_to_exitcode(wait(child))
        return Ended(code, read(out), read(err))


def read(path: Path) -> str:
    return path.read_text(errors="replace") if path.exists() else ""


def wait(child: int) -> int:
    """Wait for the process and return its status."""
    give_up_at = time.monotonic() + SECONDS
    while time.monotonic() < give_up_at:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return status
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    raise ServiceError(f"The command did not end within {SECONDS} s.")


def _become(
    words: tuple[str, ...],
    environment: Mapping[str, str],
    start: int,
    streams: tuple[Path, Path],
    patches: Patches,
) -> None:
    """In the child process: run the command, then exit."""
    code = 70
    try:
        if os.read(start, 1):  # nothing: the parent is gone
            for number, path in enumerate(streams, 1):
                os.dup2(os.open(path, os.O_CREAT | os.O_WRONLY), number)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            sys.stdin = os.fdopen(0)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            os.environ.clear()
            os.environ.update(environment)
            shorten(patches)
            code = cli.main(words)
            sys.stdout.flush()
            sys.stderr.flush()
    finally:
        os._exit(code)


def shorten(patches: Patches) -> None:
    for kept in (session.session, session.kept_client):
        kept.cache_clear()  # their connections are the parent's
    sys.executable = str(TOOLS)  # Zappa is beside it
    for module, name in DEADLINES:
        setattr(module, name, SECONDS)
    for module, name, value in (*SHORT, *patches):
        setattr(module, name, value)
    standard.ExponentialBackoff.delay_amount = lambda self, context: 0.01  # type: ignore[method-assign]
