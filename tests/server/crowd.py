"""Connections that do nothing good, and what visitors beside them notice.

`python -m tests.server.figures` prints how long visitors wait beside them.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.server.client import Client, request

SILENT, DRIPPING, IDLE = 500, 200, 2000
PATHS = ("/livez/", "/health/", "/api/layout/", "/api/pages/?path=/")
HOST = "Host: 127.0.0.1"
UPLOAD = b"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n"

Address = tuple[str, int]


class Crowd:
    def __init__(self, address: Address, stack: ExitStack) -> None:
        def connect(number: int) -> list[Client]:
            return [stack.enter_context(Client(address)) for _ in range(number)]

        self.idle = connect(IDLE)
        for client in self.idle:
            client.send(asked("/livez/"))
        assert {client.response().status for client in self.idle} == {200}
        self.silent = connect(SILENT)
        self.dripping = connect(DRIPPING)
        for client in self.dripping:
            client.send(UPLOAD)

    def drip(self) -> None:
        for client in self.dripping:
            client.send_if_open(b"x")


def asked(path: str) -> bytes:
    return request(path).replace(b"Host: test", HOST.encode())


@contextmanager
def crowd(address: Address) -> Iterator[Crowd]:
    with ExitStack() as stack:
        yield Crowd(address, stack)


def visit(address: Address, path: str, *, timeout: float = 60) -> tuple[int, float]:
    """The status that a new visitor gets, and after how many milliseconds; 0 for no response."""
    began = time.perf_counter()
    with Client(address, timeout) as client:
        try:
            status = client.send(asked(path)).response().status
        except TimeoutError:
            status = 0
    return status, (time.perf_counter() - began) * 1000
