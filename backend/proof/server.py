"""The server that is proved: Gunicorn as in the container, on a loopback address, for a while."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

import httpx
from django.conf import settings

from core.environment import of_children

HOST: Final = "127.0.0.1"
READY_SECONDS: Final = 120.0
POLL_SECONDS: Final = 0.05
LAST_LINES: Final = 20
# Beside manage.py in the image, in its own folder in the repository.
CONFIGURATIONS: Final = ("gunicorn.conf.py", "../container/gunicorn.conf.py")


class CannotServe(Exception):
    """The server did not start; the message has its last lines."""


class Server:
    """``port`` is where it listens."""

    def __init__(self, port: int, process: "subprocess.Popen[bytes]", log: IO[bytes]) -> None:
        self.port, self.process, self.log = port, process, log

    def await_ready(self) -> None:
        """Raises CannotServe where it ends before it serves, or takes too long."""
        give_up_at = time.monotonic() + READY_SECONDS
        while self.process.poll() is None and time.monotonic() < give_up_at:
            with suppress(httpx.HTTPError):
                if httpx.get(f"http://{HOST}:{self.port}/livez/", timeout=5).status_code == 200:
                    return
            time.sleep(POLL_SECONDS)
        ended = "ended" if self.process.poll() is not None else "does not respond"
        lines = "\n".join(f"    {line}" for line in self.last_lines())
        raise CannotServe(f"The server did not start: it {ended}. Its last lines:\n{lines}")

    def last_lines(self, holding: str = "") -> list[str]:
        self.log.seek(0)
        lines = self.log.read().decode(errors="replace").splitlines()
        return [line for line in lines if holding in line][-LAST_LINES:]

    def stop(self) -> None:
        """At once: it serves nobody and writes nothing, and a graceful end takes seconds."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def serving() -> Iterator[Server]:
    """Raises CannotServe. Whatever ends the block ends the server."""
    port = free_port()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603 (our own command line)
            command(port),
            env=of_children(
                DJANGO_SETTINGS_MODULE="core.settings.proof", PYTHONPATH=os.pathsep.join(sys.path)
            ),
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        server = Server(port, process, log)
        try:
            server.await_ready()
            yield server
        finally:
            server.stop()


def command(port: int) -> list[str]:
    """The container's, with one worker: each address is asked of one process, with a cold cache."""
    return [
        *(sys.executable, "-m", "gunicorn", "core.wsgi:application"),
        *("--config", str(configuration())),
        *("--bind", f"{HOST}:{port}", "--workers", "1", "--timeout", "120"),
    ]


def configuration() -> Path:
    """The container's own. Raises CannotServe."""
    for name in CONFIGURATIONS:
        if (path := Path(settings.BASE_DIR) / name).is_file():
            return path
    raise CannotServe(f"There is no {CONFIGURATIONS[0]} in {settings.BASE_DIR}.")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])
