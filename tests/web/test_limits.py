"""How much of a request is read, and what the application is told of its length."""

import json
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from wsgiref.types import StartResponse

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from web.limits import BODY_BYTES, measure_chunked

CHUNKED: dict[str, Any] = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
Told = tuple[str | None, bytes]


class Source(BytesIO):
    """A body as Gunicorn decodes it, which says how much of it was read."""

    @property
    def taken(self) -> int:
        return self.tell()


def environ_with(source: Source, path: str = "/api/drafts/", **variables: Any) -> dict[str, Any]:
    environ = dict(RequestFactory().get(path).environ)
    environ.pop("CONTENT_LENGTH", None)
    return {**environ, "REQUEST_METHOD": "POST", "wsgi.input": source, **variables}


def told(environ: dict[str, Any]) -> Told:
    """The length that the application is told, and what it may read of it."""
    heard: list[Told] = []

    def application(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH")
        heard.append((length, environ["wsgi.input"].read(int(length or 0))))
        return []

    measure_chunked(application)(environ, start_nothing)
    return heard[0]


def start_nothing(status: str, headers: Any, error: Any = None) -> Callable[[bytes], object]:
    return lambda written: None


@pytest.mark.parametrize("size", [0, 5, 300_000, BODY_BYTES])
def test_a_chunked_body_arrives_whole_and_with_its_length(size: int) -> None:
    body = b"x" * size
    assert told(environ_with(Source(body), **CHUNKED)) == (str(size), body)


def test_a_body_with_a_length_is_not_touched() -> None:
    source = Source(b"hello")
    assert told(environ_with(source, CONTENT_LENGTH="2")) == ("2", b"he")
    assert told(environ_with(Source(b"hello"), HTTP_TRANSFER_ENCODING="chunked")) == (None, b"")


# Django looks at its connection when a request begins, if an earlier test has opened it.
@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/drafts/", "/admin/login/"])
def test_no_more_of_a_chunked_body_is_read_than_is_taken(path: str) -> None:
    source = Source(b"x" * (33 * 1024 * 1024))
    application = measure_chunked(WSGIHandler())
    (body,) = application(environ_with(source, path, **CHUNKED), start_nothing)
    limit = BODY_BYTES if path.startswith("/api/") else 32 * 1024 * 1024
    refusal = json.loads(body)
    assert refusal["status"] == 413
    assert refusal["detail"] == f"A request may have at most {limit} bytes."
    assert limit < source.taken <= limit + 64 * 1024
