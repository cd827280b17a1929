"""Whatever a backend returns, smoke ends with a failure in words or with none."""

import socketserver
from collections.abc import Iterator
from threading import Thread

import pytest

from delivery.smoke import probes
from delivery.tools.errors import DeliveryError

OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"


class Backend(socketserver.ThreadingTCPServer):
    """Responds to every request with the same bytes."""

    daemon_threads = True
    response = b""


class Visit(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        while self.rfile.readline() not in {b"\r\n", b""}:
            pass
        assert isinstance(self.server, Backend)
        self.wfile.write(self.server.response)


@pytest.fixture
def backend() -> Iterator[Backend]:
    with Backend(("127.0.0.1", 0), Visit) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize(
    ("response", "found"),
    [
        (OK + b"\r\n<!doctype html>", "/health/ returned 200 and no JSON object"),
        (OK + b'\r\n["ok"]', "/health/ returned 200 and no JSON object"),
        (OK + b"\r\n" + b"[" * 100_000, "/health/ returned 200 and no JSON object"),
        (OK + b"\r\n\xff\xfe", "/health/ returned 200 and no JSON object"),
        (OK + b'\r\n{"version": 7}', "/health/ says version 7, not abc"),
        (OK + b"Content-Length: 99\r\n\r\nhalf", "/health/ returned nothing: "),
        (b"SSH-2.0-OpenSSH\r\n", "/health/ returned nothing: "),
        (b"", "/health/ returned nothing: "),
        (b"HTTP/1.1 302 Found\r\nLocation: gopher://x\r\n\r\n", "/health/ returned 302"),
    ],
)
def test_a_response_that_cannot_be_read_is_a_failure(
    backend: Backend, response: bytes, found: str
) -> None:
    backend.response = response
    url = f"http://127.0.0.1:{backend.server_address[1]}"
    with pytest.raises(DeliveryError) as failed:
        probes.check(url, "abc", "https://site.test", within=0)
    assert found in failed.value.message


def test_an_address_that_is_none_is_a_failure() -> None:
    with pytest.raises(DeliveryError, match="/health/ returned nothing: unknown url type"):
        probes.check("api.example.org", "abc", "https://site.test", within=0)


def test_a_stylesheet_may_be_on_the_backends_own_host(backend: Backend) -> None:
    backend.response = OK + b'\r\n<link href="/static/admin.css">'
    url = f"http://127.0.0.1:{backend.server_address[1]}"
    assert probes.static_file(probes.Backend(url, "abc", "https://site.test")) == ""
