"""Applications for the worker to serve."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event
from typing import Any
from wsgiref.types import StartResponse


def echo(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
    """What it was asked, and the length of what it was sent."""
    body = environ["wsgi.input"].read()
    text = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {len(body)}".encode()
    start("200 OK", [("Content-Length", str(len(text)))])
    return [text]


def unread(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
    """Responds without a look at the body."""
    start("200 OK", [("Content-Length", "2")])
    return [b"ok"]


def large(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
    """As many bytes as its path says, in pieces and without a length."""
    start("200 OK", [])
    return pieces(int(environ["PATH_INFO"].strip("/") or 0))


def pieces(size: int) -> Iterator[bytes]:
    for begin in range(0, size, 100_000):
        yield b"x" * min(100_000, size - begin)


def file(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
    """This file, in the server's own wrapper, as WhiteNoise and Django send files."""
    start("200 OK", [("Content-Length", str(Path(__file__).stat().st_size))])
    opened = Path(__file__).open("rb")  # noqa: SIM115 (the server closes it)
    wrapped: Iterable[bytes] = environ["wsgi.file_wrapper"](opened)
    return wrapped


def breaking(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
    """Fails when a part of the response is written."""
    start("200 OK", [("Content-Length", "200")])
    yield b"x" * 100
    raise ValueError("no more")


class Held:
    """Says that a request has begun, and holds it until it may go on."""

    def __init__(self) -> None:
        self.begun, self.may_go_on = Event(), Event()

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/held/":
            self.begun.set()
            self.may_go_on.wait(60)
        return echo(environ, start)
