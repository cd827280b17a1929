"""Production's server, reached as CloudFront and the load balancer reach it."""

import socket
from http.client import HTTPResponse
from typing import Final, Self

from tests.runtimes.exchange import Request, Response

CLOUDFRONT: Final = "64.252.64.1"
SECONDS: Final = 120


class Gunicorn:
    """One connection, opened again when the server has closed it."""

    def __init__(self, host: str, port: int) -> None:
        self.address = (host, port)
        self.connection: socket.socket | None = None

    def send(self, request: Request) -> Response:
        """Gunicorn may close a connection that is kept; one that it has just taken must respond."""
        if self.connection is not None:
            try:
                return self._exchange(self.connection, request)
            except ConnectionError:
                self.close()
        self.connection = socket.create_connection(self.address, SECONDS)
        return self._exchange(self.connection, request)

    def _exchange(self, connection: socket.socket, request: Request) -> Response:
        connection.sendall(on_the_wire(request))
        response = HTTPResponse(connection, method=request.method)
        response.begin()
        body = response.read()
        headers = [(name.lower(), value) for name, value in response.getheaders()]
        if response.will_close:
            self.close()
        return Response(response.status, headers, body)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def on_the_wire(request: Request) -> bytes:
    """The request with what CloudFront and the load balancer add to it."""
    claimed = [value for name, value in request.headers if name.lower() == "x-forwarded-for"]
    lines = [
        f"{request.method} {request.target} HTTP/1.1",
        f"Host: {request.host}",
        *(f"{name}: {value}" for name, value in request.headers if name.lower() not in ADDED),
        f"X-Forwarded-For: {', '.join([*claimed, request.client, CLOUDFRONT])}",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Port: 443",
    ]
    body = request.body
    if request.chunked:
        lines.append("Transfer-Encoding: chunked")
        body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in halves(body)) + b"0\r\n\r\n"
    elif body or request.method in {"POST", "PUT", "PATCH"}:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


ADDED: Final = frozenset({"x-forwarded-for", "x-forwarded-proto", "x-forwarded-port"})


def halves(body: bytes) -> list[bytes]:
    """What is not empty of them, for an empty chunk ends the body."""
    middle = len(body) // 2
    return [part for part in (body[:middle], body[middle:]) if part]
