"""nginx under the edge's rules in front of a backend."""

import shutil
import time
from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

import httpx

from tests.edge import rules
from tests.services.nginx import NginxServer

PATIENCE = 60.0  # seconds


class Asked(NamedTuple):
    """A request that reached the backend, and the seconds that it took."""

    method: str
    address: str
    seconds: float


class Edge(NginxServer):
    """What visitors ask in the backend's place."""

    def __init__(self, backend: str, site: str, sent_on: Sequence[str] = ()) -> None:
        """``sent_on`` are headers that the template does not send to the backend."""
        super().__init__(rules.files(backend, site, sent_on))
        self._marks = count()
        self._read = 0

    def empty(self) -> None:
        """What an invalidation of /* does."""
        for path in (self.directory / rules.CACHE).iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def asked(self) -> list[Asked]:
        """What has reached the backend since this was last called."""
        mark = f"/livez/?mark={next(self._marks)}"
        httpx.get(f"{self.url}{mark}", timeout=PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while mark not in (text := (self.directory / rules.ASKED).read_text()):
            assert time.monotonic() < deadline, "nginx wrote no line for a request"
            time.sleep(0.01)
        lines = text.splitlines()
        new, self._read = lines[self._read :], len(lines)
        words = (line.split() for line in new if "/livez/?mark=" not in line)
        return [Asked(method, address, float(seconds)) for method, address, seconds in words]
