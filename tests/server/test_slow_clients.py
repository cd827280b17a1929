"""A client that is slow, or silent, costs a connection for a while and never a thread."""

from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests.server.applications import echo, large
from tests.server.client import Client, request
from tests.server.conftest import PATIENT, SHORT, Serve, Serving

WHOLE = request("/late/", method="POST", body=b"x" * 100)
CHUNKED = request("/", "Transfer-Encoding: chunked", method="POST")
STALLED = {
    "nothing": b"",
    "half of a line": WHOLE[:8],
    "half of the headers": WHOLE[:20],
    "headers without their end": WHOLE[: WHOLE.index(b"\r\n\r\n") + 2],
    "one byte of a body": WHOLE[: WHOLE.index(b"\r\n\r\n") + 5],
    "half of a chunk's size": CHUNKED + b"6",
    "half of a chunk": CHUNKED + b"64\r\nxxx",
    "no last chunk": CHUNKED + b"3\r\nxxx\r\n",
    "half of the trailers": CHUNKED + b"0\r\nExpires: now\r\n",
}


@pytest.fixture
def one_thread(serve: Serve) -> Serving:
    return serve(echo, SHORT, threads=1)


@pytest.mark.parametrize("sent", STALLED.values(), ids=STALLED)
def test_a_client_that_stops_holds_no_thread_and_is_closed_in_time(
    one_thread: Serving, sent: bytes
) -> None:
    stalled = [one_thread.connect().send(sent) for _ in range(12)]
    assert one_thread.connect().get("/other/").body == b"GET /other/ 0"
    if sent:
        assert {client.response().status for client in stalled} == {408}
    assert all(client.is_closed() for client in stalled)
    assert one_thread.worker.nr == 1  # no part of a request reached the application


def drip(client: Client, data: bytes, other: Serving) -> None:
    """One byte for every request that somebody else is served, until the server is tired of it."""
    for byte in data:
        try:
            client.send(bytes([byte]))
        except (BrokenPipeError, ConnectionResetError):
            return
        assert other.connect().get().status == 200
    pytest.fail("It was never tired of it.")


@pytest.mark.parametrize(
    "sent",
    [b"GET / HTTP/1.1\r\nX-Long: ", request(method="POST", body=b"x" * 9_000)[:-9_000]],
    ids=["headers", "body"],
)
def test_a_drip_gains_no_time(serve: Serve, sent: bytes) -> None:
    serving = serve(echo, replace(SHORT, bytes_per_second=10**9), threads=1)
    drip(serving.connect().send(sent), b"x" * 8_000, serving)


def test_what_a_client_moves_earns_time_and_no_pause_may_be_long(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = serve(echo, replace(PATIENT, bytes_per_second=1000)).worker
    monkeypatch.setattr("server.worker.time.monotonic", lambda: 150.0)

    def deadline(moved: int) -> float:
        connection = SimpleNamespace(since=100.0)
        limited.extend(connection, 20, moved)
        return float(connection.deadline)

    assert [deadline(moved) for moved in (0, 30_000, 45_000, 99_000)] == [120, 150, 165, 170]


@pytest.mark.parametrize("reads", [0, 1])
def test_a_client_that_hardly_reads_holds_no_thread_and_is_closed_in_time(
    serve: Serve, reads: int
) -> None:
    serving = serve(large, replace(SHORT, bytes_per_second=10**9), threads=1)
    slow = serving.connect().send(request("/30000000"))
    other = serving.connect()
    assert len(other.get("/5").body) == 5
    while len(serving.worker.connections) > 1:  # until only the other is left
        with suppress(ConnectionResetError):  # it may be closed by now
            slow.socket.recv(reads)
        assert len(other.get("/5").body) == 5
    assert len(slow.rest()) < 30_000_000


def test_a_client_that_reads_has_a_large_response_whole(serve: Serve) -> None:
    serving = serve(large, PATIENT, threads=1)
    assert len(serving.connect().get("/30000000").body) == 30_000_000


def test_idle_connections_are_closed_in_time(serve: Serve) -> None:
    serving = serve(echo, PATIENT, keepalive=1)
    idle = [serving.connect() for _ in range(20)]
    assert {client.get().is_last for client in idle} == {False}
    assert all(client.is_closed() for client in idle)
