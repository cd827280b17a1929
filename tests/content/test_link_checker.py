"""The link checker against real servers, with TLS: hostile and broken ones too."""

import http.server
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from content.accessibility import links
from tests.services.certificate import write_certificate

PUBLIC = "93.184.216.34"
HOSTS = {"example.org": PUBLIC, "metadata.example": "169.254.169.254", PUBLIC: PUBLIC}


@dataclass
class Web:
    """What the servers have been asked for, and how long they go on with what has no end."""

    asked: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


class Handler(http.server.BaseHTTPRequestHandler):
    def __init__(self, web: Web, *args: Any) -> None:
        self.web = web
        super().__init__(*args)

    def do_GET(self) -> None:
        self.web.asked.append(self.path)
        name = self.path.strip("/").replace("-", "_")
        getattr(self, f"do_{name}", self.do_status)()

    def do_status(self) -> None:
        self.send_response(int(self.path.strip("/") or 200))
        self.end_headers()

    def lead(self, location: str) -> None:
        self.send_response(302)
        self.send_header("Location", location)
        self.end_headers()

    def do_moved(self) -> None:
        self.lead("/404")

    def do_loop(self) -> None:
        self.lead("/loop")

    def do_to_metadata(self) -> None:
        self.lead("http://metadata.example/latest/")

    def do_to_loopback(self) -> None:
        self.lead("http://127.0.0.1/")

    def do_to_file(self) -> None:
        self.lead("file:///etc/passwd")

    def do_huge(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(10**12))
        self.end_headers()
        self.go_on(bytes(65536), 0)

    def do_dripping(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self.go_on(b"a", 0.02)

    def do_silent(self) -> None:
        self.web.over.wait()

    def go_on(self, part: bytes, pause: float) -> None:
        try:
            while not self.web.over.wait(pause):
                self.wfile.write(part)
        except OSError:  # the checker has had enough
            return

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A public server at example.org, which the checker trusts. All else is another's machine."""
    web = Web()
    certificate, key = write_certificate(tmp_path, PUBLIC)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    servers = []
    for scheme in ("http", "https"):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, web))
        server.daemon_threads, server.handle_error = True, lambda *_: None  # type: ignore[method-assign]
        if scheme == "https":
            server.socket = context.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        monkeypatch.setitem(links.PORTS, scheme, server.server_port)
        servers.append(server)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    connect_to_loopback(monkeypatch)
    yield web
    web.over.set()
    for server in servers:
        server.shutdown()
        server.server_close()


def connect_to_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    def create(address: tuple[str, int], seconds: float) -> socket.socket:
        assert address[0] == PUBLIC, f"it connected to {address[0]}"
        connected = socket.socket()
        connected.settimeout(seconds)
        connected.connect(("127.0.0.1", address[1]))
        return connected

    def resolve(host: str, *_: Any, **__: Any) -> list[Any]:
        return [(2, 1, 6, "", (HOSTS.get(host, host), 0))]

    monkeypatch.setattr(socket, "create_connection", create)
    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("", ""),
        ("404", "the site returns 404"),
        ("503", ""),
        ("moved", "the site returns 404"),
        ("loop", "it redirects more than 5 times"),
        ("to-metadata", "it leads into a private network"),
        ("to-loopback", "it leads into a private network"),
        ("to-file", "it leads to no web address"),
        ("huge", ""),
    ],
)
def test_what_a_real_server_answers(scheme: str, path: str, fault: str, web: Web) -> None:
    assert links.fault_of(f"{scheme}://{PUBLIC}/{path}") == fault
    assert len(web.asked) == {"moved": 2, "loop": 6}.get(path, 1)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("path", ["dripping", "silent"])
def test_a_server_that_never_ends_is_given_up(
    scheme: str, path: str, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte begins the socket's timeout again: without a deadline this test does not end."""
    monkeypatch.setattr(links, "SECONDS", 0.5)
    assert links.fault_of(f"{scheme}://{PUBLIC}/{path}") == ""
    assert web.asked == [f"/{path}"]


def test_a_certificate_of_another_host_is_a_fault(web: Web) -> None:
    assert links.fault_of("https://example.org/") == "its certificate is not valid"
    assert web.asked == []


def test_a_certificate_that_nobody_trusts_is_a_fault(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert links.fault_of(f"https://{PUBLIC}/") == "its certificate is not valid"
