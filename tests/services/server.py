"""A server of the tests' own: a free port, a temporary directory, a deadline on every wait."""

import contextlib
import fcntl
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

import psutil

from tests.services import guard
from tests.services.errors import ServiceError
from tests.services.ordinary_user import Account

HOST = "127.0.0.1"
FIRST_PORT, BLOCK, BLOCKS = 15_000, 130, 128
READY_WITHIN = 300.0  # a guess about no machine: a server that cannot start ends by itself
ENDED_WITHIN = 600.0  # as well: on a busy machine it took over a minute to remove a folder


@cache
def ports() -> Iterator[int]:
    """This process's own loopback ports, over and over again, in an order of its own.

    They are below those that the system gives to outgoing connections, so nothing takes one by
    chance while the server that owns it is down between two starts. A lock keeps other processes of
    this user from the same block of ports, for a port is given before its server takes it. The lock
    is not in TMPDIR, which may differ between processes.
    """
    folder = Path("/tmp", f"itg-test-ports-{os.getuid()}")  # noqa: S108 (it holds no data)
    folder.mkdir(exist_ok=True)
    numbers = list(range(BLOCKS))
    random.SystemRandom().shuffle(numbers)  # pytest-randomly gives all others one seed
    for number in numbers:
        lock = os.open(folder / str(number), os.O_CREAT | os.O_RDWR)  # until this process ends
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            continue
        return cycle(range(FIRST_PORT + number * BLOCK, FIRST_PORT + (number + 1) * BLOCK))
    raise ServiceError(f"{BLOCKS} processes hold ports for tests already: end some of them.")


def free_port() -> int:
    """A loopback port that nothing has."""
    for port in islice(ports(), BLOCK):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise ServiceError(f"All {BLOCK} ports that this process may give are taken.")


@contextlib.contextmanager
def ten_ports() -> Iterator[int]:
    """The first of ten ports in a row, all below those that ``free_port`` gives.

    The first is taken until the end, so nobody else is given the nine after it.
    """
    for first in random.sample(range(10_000, 15_000, 10), 200):
        with socket.socket() as taken:
            try:
                taken.bind((HOST, first))
                for port in range(first + 1, first + 10):
                    with socket.socket() as probe:
                        probe.bind((HOST, port))
            except OSError:
                continue
            yield first
            return
    raise ServiceError(f"No ten free ports in a row on {HOST} between 10000 and 15000.")


class Server(ABC):
    """One server process and its children. A context manager; `stop` may be called twice.

    `kill` is a crash, and `start` afterwards is the recovery, on the same port and directory.
    `pause` leaves connections open without a response, as a hung machine does, until `resume`.
    """

    name: ClassVar[str]
    farewell: ClassVar[signal.Signals]  # the quickest end that leaves no shared memory behind
    host: ClassVar[str] = HOST

    environment: dict[str, str] | None = None  # None: this process's own
    account: Account = {}
    working_directory: Path | None = None  # None: `directory`

    def __init__(self, parent: Path | None = None) -> None:
        """Its directory is made in `parent`, the system's temporary one unless told."""
        self.port = free_port()
        self.directory = Path(tempfile.mkdtemp(prefix=f"itg-{self.name.lower()}-", dir=parent))
        self.log = self.directory / "server.log"
        self._process: psutil.Popen | None = None
        self._guard = subprocess.Popen(
            [sys.executable, "-I", guard.__file__, str(self.directory), str(int(self.farewell))],
            stdin=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )

    @abstractmethod
    def command(self) -> list[str | Path]:
        """What to run; makes ready what it needs in `directory`."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether a client is served; returns or raises within a second or so."""

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, within: float = READY_WITHIN) -> Self:
        """Start and wait until it serves. Raises ServiceError with the end of its log."""
        if self.running:
            return self
        self._process = self._launch()
        deadline = time.monotonic() + within
        while not self.is_ready():
            if not self.running:
                raise self._failure(f"ended at start with exit code {self._process.returncode}")
            if time.monotonic() > deadline:
                raise self._failure(f"did not respond within {within:.0f} s")
            time.sleep(0.02)
        return self

    def kill(self) -> None:
        """End it at once: open connections break and nothing is saved."""
        if self._process is not None:
            guard.end(self._process, self.farewell)
            self._process.wait(timeout=ENDED_WITHIN)
            self._process = None

    def pause(self) -> None:
        """Freeze every process of the server; clients are left waiting."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            # Twice, because a child may have been born while the first round was sent.
            for _ in range(2):
                guard.send(guard.family(self._process), number)

    def stop(self) -> None:
        """End it and remove its directory."""
        self.kill()
        if self._guard.stdin is not None:
            self._guard.stdin.close()
        self._guard.wait(timeout=ENDED_WITHIN)

    def watch(self, pid: int) -> None:
        """See to it that this process, too, does not outlive the test run."""
        if self._guard.stdin is not None:
            self._guard.stdin.write(f"{pid}\n")
            self._guard.stdin.flush()

    def log_tail(self, lines: int = 15) -> str:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:]) or "(nothing)"

    def _launch(self) -> psutil.Popen:
        command = self.command()
        with self.log.open("ab") as log:
            process = psutil.Popen(
                command,
                cwd=self.working_directory or self.directory,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.account,
            )
        self.watch(process.pid)
        return process

    def _failure(self, found: str) -> ServiceError:
        return ServiceError(
            f"{self.name} on {self.host}:{self.port} {found}. Its log ends:\n{self.log_tail()}"
        )

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
