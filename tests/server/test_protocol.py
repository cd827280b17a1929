"""HTTP as Gunicorn's own worker has it: what it takes and refuses is the same here."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from server.framing import Chunks, Length
from tests.server import applications
from tests.server.applications import Held, breaking, echo, file, unread
from tests.server.client import Client, request
from tests.server.conftest import PATIENT, Serve, Serving

CHUNKED = b"POST /c/ HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n"
GET = request("/next/")


def post(*headers: bytes, body: bytes = b"", version: bytes = b"1.1") -> bytes:
    return b"\r\n".join([b"POST /p/ HTTP/" + version, b"Host: test", *headers, b"", body])


STREAMS = {
    "keep-alive": GET * 3,
    "close": request("/", "Connection: close") + GET,
    "HTTP/1.0": b"GET / HTTP/1.0\r\n\r\n" + GET,
    "HTTP/1.0 kept": b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + GET,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/9": b"GET / HTTP/9.9\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "bare LF": b"GET / HTTP/1.1\nHost: test\n\n",
    "bare LF in headers": b"GET / HTTP/1.1\r\nHost: test\nX: y\r\n\r\n",
    "folded header": b"GET / HTTP/1.1\r\nX: a\r\n b\r\n\r\n",
    "space before colon": b"GET / HTTP/1.1\r\nX : a\r\n\r\n",
    "NUL": b"GET / HTTP/1.1\r\nX: a\0b\r\n\r\n",
    "no headers": b"GET / HTTP/1.1\r\n\r\n" + GET,
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "underscore": b"GET / HTTP/1.1\r\nContent_Length: 5\r\n\r\nhello",
    "long line": b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n",
    "long line without end": b"GET /" + b"x" * 9000,
    "long header": b"GET / HTTP/1.1\r\nX: " + b"x" * 9000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 120 + b"\r\n",
    "length": post(b"Content-Length: 5", body=b"hello") + GET,
    "length of nothing": post(b"Content-Length: 0") + GET,
    "no length": post(body=b"") + GET,
    "length twice": post(b"Content-Length: 5", b"Content-Length: 5", body=b"hello") + GET,
    "lengths": post(b"Content-Length: 5, 5", body=b"hello") + GET,
    "length +5": post(b"Content-Length: +5", body=b"hello") + GET,
    "length -1": post(b"Content-Length: -1") + GET,
    "length 0x5": post(b"Content-Length: 0x5", body=b"hello") + GET,
    "chunks": CHUNKED + b"\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n" + GET,
    "chunks with extensions": CHUNKED + b'\r\n5;a=b ; c="d;e"\r\nhello\r\n0;x\r\n\r\n' + GET,
    "chunks with trailers": CHUNKED + b"\r\n5\r\nhello\r\n0\r\nX: y\r\nZ: a\r\n\r\n" + GET,
    "forbidden trailer": CHUNKED + b"\r\n0\r\nContent-Length: 5\r\n\r\n" + GET,
    "empty chunks": CHUNKED + b"\r\n000\r\n\r\n" + GET,
    "chunk of hex": CHUNKED + b"\r\nA\r\n0123456789\r\n0\r\n\r\n" + GET,
    "chunk too short": CHUNKED + b"\r\n5\r\nhellohello\r\n0\r\n\r\n" + GET,
    "chunk -1": CHUNKED + b"\r\n-1\r\n\r\n" + GET,
    "chunk 0x5": CHUNKED + b"\r\n0x5\r\nhello\r\n0\r\n\r\n" + GET,
    "chunk of nothing": CHUNKED + b"\r\n\r\nhello\r\n0\r\n\r\n" + GET,
    "chunk with a space": CHUNKED + b"\r\n 5\r\nhello\r\n0\r\n\r\n" + GET,
    "chunks with bare LF": CHUNKED + b"\r\n5\nhello\r\n0\r\n\r\n" + GET,
    "trailer with bare LF": CHUNKED + b"\r\n0\r\nX: y\n\r\n" + GET,
    "chunk of a long line": CHUNKED + b"\r\n5;" + b"x" * 20000 + b"\r\nhello\r\n0\r\n\r\n" + GET,
    "CL.TE": CHUNKED + b"Content-Length: 5\r\n\r\n0\r\n\r\n" + GET,
    "TE.CL": post(b"Content-Length: 5", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n") + GET,
    "TE twice": CHUNKED + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GET,
    "TE chunked, chunked": post(b"Transfer-Encoding: chunked, chunked", body=b"0\r\n\r\n") + GET,
    "TE chunked, identity": post(b"Transfer-Encoding: chunked, identity", body=b"0\r\n\r\n") + GET,
    "TE identity": post(b"Transfer-Encoding: identity", b"Content-Length: 0") + GET,
    "TE x": post(b"Transfer-Encoding: x", body=b"0\r\n\r\n") + GET,
    "TE xchunked": post(b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n") + GET,
    "TE gzip, chunked": post(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n") + GET,
    "TE of HTTP/1.0": post(b"Transfer-Encoding: chunked", body=b"0\r\n\r\n", version=b"1.0") + GET,
    "TE with a tab": post(b"Transfer-Encoding:\tchunked", body=b"0\r\n\r\n") + GET,
    "TE with a space": post(b"Transfer-Encoding : chunked", body=b"0\r\n\r\n") + GET,
    "expect": post(b"Expect: 100-continue", b"Content-Length: 5", body=b"hello") + GET,
    "expect nothing": request("/", "Expect: 100-continue") + GET,
    "expect more": request("/", "Expect: 200-ok") + GET,
    "HEAD": request("/", method="HEAD"),
    "CONNECT": b"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n" + GET,
    "absolute": b"GET http://test/x HTTP/1.1\r\nHost: test\r\n\r\n" + GET,
    "asterisk": b"OPTIONS * HTTP/1.1\r\nHost: test\r\n\r\n" + GET,
}


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Serving, Serving]]:
    with (
        Serving(echo, PATIENT, {}) as ours,
        Serving(echo, PATIENT, {}, kind=ThreadWorker) as gunicorns,
    ):
        yield ours, gunicorns


ERROR_PAGE = re.compile(rb"Content-Length: \d+\r\n\r\n<html>.*?</html>", re.DOTALL)
DATE = re.compile(rb"Date: .*\r\n")


def comparable(reply: bytes) -> bytes:
    """Without the time, and the words of Gunicorn's error pages: they count bytes of one read."""
    return ERROR_PAGE.sub(b"", DATE.sub(b"", reply))


def whole_reply(serving: Serving, stream: bytes) -> bytes:
    """All that the server says until it closes."""
    with serving.connect() as client:
        client.send(stream).end()
        return comparable(client.rest())


@pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)
def test_responses_are_those_of_gunicorns_own_worker(
    both: tuple[Serving, Serving], stream: bytes
) -> None:
    """The client says that it has sent all, or Gunicorn's own worker would wait for ever."""
    ours, gunicorns = (whole_reply(serving, stream) for serving in both)
    assert ours == gunicorns


@pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)
def test_it_matters_not_in_which_pieces_a_stream_arrives(
    both: tuple[Serving, Serving], stream: bytes
) -> None:
    ours, _ = both
    with ours.connect() as client:
        for begin in range(0, min(len(stream), 600), 7):
            client.send_if_open(stream[begin : begin + 7])
        client.send_if_open(stream[600:] if len(stream) > 600 else b"")
        client.end()
        in_pieces = comparable(client.rest())
    assert in_pieces == whole_reply(ours, stream)


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize(
    "body", [b"5\r\nhello\r\n0\r\n\r\n", b"1;a\r\nx\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n"]
)
def test_a_chunked_body_ends_where_it_ends(body: bytes, size: int) -> None:
    chunks, taken = Chunks(), 0
    stream = body + GET
    for begin in range(0, len(stream), size):
        taken += chunks.take(stream[begin : begin + size])
    assert (taken, chunks.is_over, chunks.is_malformed) == (len(body), True, False)


def test_a_body_of_a_length_ends_there() -> None:
    length = Length(5)
    assert [length.take(b"abc"), length.take(b"abc"), length.take(b"abc")] == [3, 2, 0]
    assert length.is_over


def test_a_body_is_asked_for_when_the_client_waits_for_that(serve: Serve) -> None:
    client = serve(echo).connect()
    client.send(post(b"Expect: 100-continue", b"Content-Length: 5"))
    assert client.line() == b"HTTP/1.1 100 Continue\r\n"
    assert client.line() == b"\r\n"
    assert client.send(b"hello").response().body == b"POST /p/ 5"


def test_a_body_that_is_too_large_is_not_asked_for(serve: Serve) -> None:
    client = serve(unread).connect()
    client.send(post(b"Expect: 100-continue", b"Content-Length: 50000"))
    assert client.line() == b"HTTP/1.1 200 OK\r\n"


def test_a_body_that_nobody_read_is_not_the_next_request(serve: Serve) -> None:
    client = serve(unread).connect()
    smuggled = request("/smuggled/")
    first = client.send(post(b"Content-Length: %d" % len(smuggled), body=smuggled)).response()
    assert (first.body, first.is_last) == (b"ok", False)
    assert client.get("/mine/").body == b"ok"
    client.send(CHUNKED + b"\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(smuggled), smuggled))
    assert client.response().body == b"ok"
    assert client.is_closed()  # nobody has read where a chunked body ends


def test_a_file_is_sent(serve: Serve) -> None:
    response = serve(file).connect().get("/")
    assert (response.status, response.body) == (200, Path(applications.__file__).read_bytes())


def test_a_response_that_breaks_off_is_a_500_and_no_part_of_it(serve: Serve) -> None:
    response = serve(breaking).connect().get()
    assert (response.status, b"xxx" in response.body) == (500, False)


def test_a_stopping_worker_serves_what_it_has_and_says_that_it_closes(serve: Serve) -> None:
    application = Held()
    serving = serve(application, graceful_timeout=60)
    idle, held, half = serving.connect(), serving.connect(), serving.connect()
    # Both are the worker's now. One that it has not accepted is left to other workers.
    assert [client.get().is_last for client in (idle, half)] == [False, False]
    half.send(GET[:-2])
    held.send(request("/held/"))
    application.begun.wait(60)
    serving.stop()
    assert idle.is_closed()
    application.may_go_on.set()
    assert held.response().body == b"GET /held/ 0"
    assert held.is_closed()
    assert half.send(GET[-2:]).response()[1:] == (b"GET /next/ 0", True)
    serving.thread.join(60)
    assert not serving.thread.is_alive()


def test_a_worker_ends_after_its_most_requests(serve: Serve) -> None:
    serving = serve(echo, max_requests=3)
    client: Client = serving.connect()
    assert [client.get().is_last for _ in range(3)] == [False, False, True]
    serving.thread.join(60)
    assert not serving.thread.is_alive()
