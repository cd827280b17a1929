"""What becomes of the application's reply, whatever triggers the function."""

import json
import logging
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from wsgiref.types import StartResponse

import pytest

from function.http import serve
from tests.function.events import make_alb_event, make_v2_event, response_headers
from tests.function.wsgi import BINARY, MakeEvent, body_of, responding, send


@pytest.mark.parametrize("body", [b"plain", "näive".encode(), BINARY, b""])
@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "image/webp", "application/json"])
def test_bodies_return_whole(make_event: MakeEvent, body: bytes, kind: str) -> None:
    reply = send(make_event(), responding(body, headers=[("Content-Type", kind)]))
    assert body_of(reply) == body
    assert response_headers(reply, "content-type") == [kind]


def test_text_and_problems_travel_as_text(make_event: MakeEvent) -> None:
    for kind in ("text/css", "application/json", "application/problem+json", "image/svg+xml"):
        reply = send(make_event(), responding(b"{}", headers=[("Content-Type", kind)]))
        assert reply["isBase64Encoded"] is False


def test_every_set_cookie_is_kept(make_event: MakeEvent) -> None:
    cookies = ["a=1; Path=/; Secure", "b=2; HttpOnly", "c=3; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]
    headers = [("Content-Type", "text/plain"), *(("Set-Cookie", cookie) for cookie in cookies)]
    assert (
        response_headers(send(make_event(), responding(b"", headers=headers)), "Set-Cookie")
        == cookies
    )


@pytest.mark.parametrize("status", ["200 OK", "304 Not Modified", "404 Not Found", "503 Down"])
def test_status_is_kept_and_no_header_is_made_up(make_event: MakeEvent, status: str) -> None:
    reply = send(make_event(), responding(status=status, headers=[("ETag", '"1"')]))
    assert reply["statusCode"] == int(status[:3])
    assert response_headers(reply, "ETag") == ['"1"']
    assert response_headers(reply, "Content-Type") == []


def test_head_has_headers_and_no_body(make_event: MakeEvent) -> None:
    headers = [("Content-Type", "text/plain"), ("Content-Length", "5")]
    reply = send(make_event(method="HEAD"), responding(b"hello", headers=headers))
    assert (reply["body"], response_headers(reply, "Content-Length")) == ("", ["5"])


class Stream:
    """A streamed body that knows how much of it was taken, and whether it was closed."""

    def __init__(self, chunk: bytes, times: int, fails: bool = False) -> None:
        self.chunk, self.times, self.fails = chunk, times, fails
        self.taken, self.closed = 0, False

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self.times):
            self.taken += 1
            yield self.chunk
        if self.fails:
            raise ConnectionError("the source of the stream broke")

    def close(self) -> None:
        self.closed = True

    def application(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        return self


def test_a_stream_is_joined_and_closed(make_event: MakeEvent) -> None:
    stream = Stream(b"ab", 3)
    assert body_of(send(make_event(), stream.application)) == b"ababab"
    assert stream.closed


def test_a_stream_that_breaks_fails_the_request_and_is_closed(make_event: MakeEvent) -> None:
    stream = Stream(b"ab", 3, fails=True)
    with pytest.raises(ConnectionError):
        send(make_event(), stream.application)
    assert stream.closed


def test_headers_may_come_with_the_first_chunk_or_by_write(make_event: MakeEvent) -> None:
    def application(environ: dict[str, Any], start: StartResponse) -> Iterator[bytes]:
        write = start("201 Created", [("Content-Type", "text/plain")])
        write(b"written ")
        yield b"yielded"

    reply = send(make_event(), application)
    assert (reply["statusCode"], body_of(reply)) == (201, b"written yielded")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_too_much_is_a_problem_and_logged(
    make_event: MakeEvent, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    stream = Stream(b"x" * 100_000, 10_000)
    with caplog.at_level(logging.ERROR):
        reply = send(make_event("/report/", method=method, query="q=secret"), stream.application)
    problem = json.loads(body_of(reply))
    assert (reply["statusCode"], problem["status"]) == (500, 500)
    assert "larger than" in problem["detail"]
    assert response_headers(reply, "Content-Type") == ["application/problem+json"]
    assert stream.closed
    assert stream.taken < 70  # it stops once it is clear
    assert f"{method} /report/" in caplog.text
    assert "secret" not in caplog.text


MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("chunk", "times", "fits"),
    [
        (b"x" * 1024, 6 * 1024 - 1, True),  # text, one byte for one
        (b"x" * 1024, 6 * 1024, False),
        (BINARY * 4, 4 * 1024, True),  # base64, four bytes for three
        (BINARY * 4, 4 * 1024 + 600, False),
        ("日".encode() * 1000, 1400, True),  # six bytes for three in JSON, so base64
        (b"\x01" * 1024, 1024 + 1, True),
        (b"\x01" * 1024, 4 * 1024, True),
    ],
)
def test_what_fits_is_measured_as_it_travels(chunk: bytes, times: int, fits: bool) -> None:
    reply = send(make_v2_event(), Stream(chunk, times).application)
    assert reply["statusCode"] == (200 if fits else 500)
    assert len(json.dumps(reply)) <= 6 * MIB
    assert not fits or body_of(reply) == chunk * times


def test_a_load_balancer_takes_a_mebibyte() -> None:
    stream = Stream(b"x" * 1024, 1024)
    assert send(make_alb_event(), stream.application)["statusCode"] == 500
    assert send(make_v2_event(), stream.application)["statusCode"] == 200


def test_a_request_adds_few_calls_to_those_of_the_application() -> None:
    """`make bench` measures the time, which follows from them: bare WSGI makes 1,130."""
    event = make_v2_event("/api/pages/", query="path=/")
    headers = [("Content-Type", "application/json"), ("Content-Encoding", "gzip")]
    application = responding(BINARY, headers=headers)
    calls: Counter[str] = Counter()

    def count(frame: object, kind: str, argument: object) -> None:
        calls[kind] += 1

    for _ in range(2):  # the first time fills caches
        calls.clear()
        sys.setprofile(count)
        serve(application, event, {})
        sys.setprofile(None)
    assert calls["call"] <= 12
    assert calls["c_call"] <= 30
