"""The site as it runs: the guide's Gunicorn line, in a process tree of its own."""

import signal
import sys
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from tests.services import guard
from tests.services.server import Server

ROOT = Path(__file__).parents[1]
WORKERS = 3


class RunningSite(Server):
    """Gunicorn with three workers on ``environment``; its address is ``url``."""

    name = "Gunicorn"
    farewell = signal.SIGKILL  # a graceful end takes Gunicorn three seconds

    def __init__(self, environment: dict[str, str]) -> None:
        super().__init__()
        self.environment = environment | {"TMPDIR": str(self.directory)}
        self.url = f"http://{self.host}:{self.port}"

    def command(self) -> list[str | Path]:
        return [
            *(sys.executable, "-m", "gunicorn", "core.wsgi:application"),
            *("--chdir", ROOT / "backend", "--config", ROOT / "container/gunicorn.conf.py"),
            *("--workers", str(WORKERS), "--timeout", "120"),
            *("--bind", f"{self.host}:{self.port}"),
        ]

    def processes(self) -> list[psutil.Process]:
        """The master, then its workers."""
        return guard.family(self._process) if self._process else []

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/livez/", timeout=5):  # noqa: S310 (loopback)
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
