"""A client that sends what it is told, byte by byte where the test wants."""

import socket
from contextlib import suppress
from http.client import HTTPResponse
from io import BufferedReader
from typing import NamedTuple, Self


class Response(NamedTuple):
    status: int
    body: bytes
    is_last: bool  # the server said that it would close


class Received(BufferedReader):
    """What the server sent. A response closes it when it ends, and another may follow."""

    def close(self) -> None: ...


class Client:
    def __init__(self, address: tuple[str, int], timeout: float = 60) -> None:
        self.socket = socket.create_connection(address, timeout)
        self.received = Received(self.socket.makefile("rb", buffering=0))

    def makefile(self, mode: str) -> "Received":
        return self.received

    def send(self, data: bytes) -> Self:
        self.socket.sendall(data)
        return self

    def response(self) -> Response:
        response = HTTPResponse(self)  # type: ignore[arg-type]  # it only calls makefile
        response.begin()
        return Response(response.status, response.read(), response.will_close)

    def get(self, path: str = "/", *headers: str) -> Response:
        return self.send(request(path, *headers)).response()

    def line(self) -> bytes:
        return self.received.readline()

    def rest(self) -> bytes:
        """All that comes until the server closes."""
        received = bytearray()
        with suppress(ConnectionResetError):
            while data := self.received.read1(65536):
                received += data
        return bytes(received)

    def is_closed(self) -> bool:
        """Waits for it."""
        self.rest()
        return True

    def send_if_open(self, data: bytes) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):
            self.socket.sendall(data)

    def end(self) -> None:
        """Say that nothing more will be sent."""
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self.received.raw.close()
        self.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()


def request(path: str = "/", *headers: str, method: str = "GET", body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: test", *headers]
    if body and not any(header.startswith("Transfer-Encoding") for header in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body
