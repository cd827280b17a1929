"""Visitors who ask again as soon as they have a response."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from statistics import median, quantiles
from threading import Event, Thread
from typing import Final

PATIENCE: Final = 20.0  # seconds
REST: Final = 0.05  # seconds after a connection that was refused, so that no loop is busy


@dataclass
class Visits:
    """When each ended, after how many seconds, with which status; 0 for no response."""

    ended: list[tuple[float, float, int]] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    is_right: Callable[[bytes], bool] = lambda body: True  # of a good response
    wrong: int = 0

    @property
    def errors(self) -> int:
        return sum(not is_good(status) for _, _, status in self.ended)

    @property
    def longest_gap(self) -> float:
        """Seconds without a good response, from the beginning to the last request's end."""
        moments = sorted(moment for moment, _, status in self.ended if is_good(status))
        last = max((moment for moment, _, _ in self.ended), default=self.began)
        pairs = zip([self.began, *moments], [*moments, last], strict=True)
        return max(after - before for before, after in pairs)

    def waits(self) -> tuple[float, float]:
        """Median and p99 of good responses, in seconds."""
        took = [seconds for _, seconds, status in self.ended if is_good(status)]
        if len(took) < 2:
            return 0.0, 0.0
        return median(took), quantiles(took, n=100)[98]


def is_good(status: int) -> bool:
    return 200 <= status < 500


class Visitor(Thread):
    """One connection, opened again when it breaks. ``bodies`` are of its last responses."""

    def __init__(self, host: str, port: int, paths: Sequence[str], visits: Visits) -> None:
        super().__init__(daemon=True)
        self.connection = HTTPConnection(host, port, timeout=PATIENCE)
        self.paths, self.visits, self.over = paths, visits, Event()

    def run(self) -> None:
        number = 0
        while not self.over.is_set():
            path = self.paths[number % len(self.paths)].format(f"{self.ident}-{number}")
            number += 1
            began = time.monotonic()
            status = self.ask(path)
            ended = time.monotonic()
            self.visits.ended.append((ended, ended - began, status))
            if not status:
                self.over.wait(REST)

    def ask(self, path: str) -> int:
        """A connection that the server closed meanwhile is opened again, as browsers do it."""
        for is_last in (False, True):
            try:
                self.connection.request("GET", path)
                response = self.connection.getresponse()
                body = response.read()
            except (OSError, HTTPException):
                self.connection.close()
                if is_last:
                    return 0
            else:
                if is_good(response.status) and not self.visits.is_right(body):
                    self.visits.wrong += 1
                return response.status
        return 0


@contextmanager
def visiting(
    host: str,
    port: int,
    paths: Sequence[str],
    number: int,
    is_right: Callable[[bytes], bool] = lambda body: True,
) -> Iterator[Visits]:
    """What the visitors got, complete when the context ends. ``is_right`` judges each body."""
    visits = Visits(is_right=is_right)
    visitors = [Visitor(host, port, paths, visits) for _ in range(number)]
    for one in visitors:
        one.start()
    try:
        yield visits
    finally:
        for one in visitors:
            one.over.set()
        for one in visitors:
            one.join(PATIENCE)
