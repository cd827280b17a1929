"""How much may wait: connections, bytes of headers and bodies, space on the disk."""

import resource
from dataclasses import replace

import pytest

from server.open_files import FILES_EACH, FILES_KEPT, connections_within
from server.spool import Disk, Outgoing, OutOfRoom, Spool
from tests.server.applications import echo, large, unread
from tests.server.client import Client, request
from tests.server.conftest import PATIENT, Serve


def responds(client: Client, data: bytes) -> bool:
    try:
        return client.send(data).response().status == 200
    except ConnectionError:
        return False


def test_new_connections_take_the_place_of_those_that_wait_longest(serve: Serve) -> None:
    """The worker may learn that a response was sent after the client has read it, so that the last
    of those that are idle began to wait after the first of those that are silent. It may also
    accept the last of those that are late after it has responded to the first of them.
    """
    serving = serve(echo, worker_connections=32)
    idle = [serving.connect() for _ in range(16)]
    assert {client.get().status for client in idle} == {200}
    silent = [serving.connect().send(b"GET") for _ in range(16)]
    late = [serving.connect() for _ in range(16)]
    assert {client.get().status for client in late} == {200}
    assert all(client.is_closed() for client in idle[:14])
    open_still = [responds(client, request()[3:]) for client in silent]
    assert open_still.count(True) >= 14
    open_still += [responds(client, request()) for client in (*idle[14:], *late)]
    assert open_still.count(True) == 32


def test_connections_leave_files_for_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {"soft": 1024, "hard": 4096}
    monkeypatch.setattr(resource, "getrlimit", lambda kind: tuple(limits.values()))
    monkeypatch.setattr(
        resource, "setrlimit", lambda kind, pair: limits.update(zip(limits, pair, strict=True))
    )
    assert connections_within(100) == 100
    assert connections_within(4000) == (4096 - FILES_KEPT) // FILES_EACH
    assert limits == {"soft": 4096, "hard": 4096}
    limits["hard"] = resource.RLIM_INFINITY
    assert connections_within(4000) == 4000


def test_headers_are_refused_when_they_are_too_large(serve: Serve) -> None:
    client = serve(echo).connect()
    client.send(
        b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 4000) for n in range(17))
    )
    assert client.response().status == 431
    assert client.is_closed()


@pytest.mark.parametrize("framing", [(), ("Transfer-Encoding: chunked",)])
def test_a_body_that_is_too_large_reaches_the_application_cut_off(
    serve: Serve, framing: tuple[str, ...]
) -> None:
    """By its stated length at once; a chunked one with more than it may have."""
    serving = serve(unread)
    body = b"x" * 3_000_000
    if framing:
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    response = serving.connect().send(request("/", *framing, method="POST", body=body)).response()
    assert (response.status, response.is_last) == (200, True)


def test_a_chunked_body_may_not_be_mostly_framing(serve: Serve) -> None:
    serving = serve(unread, threads=1)
    sent = request("/", "Transfer-Encoding: chunked", method="POST")
    client = serving.connect().send(sent + b"1;%s\r\nx\r\n" % (b"y" * 8000) * 60)
    assert client.response().is_last


def test_a_large_body_is_on_the_disk_and_gone_afterwards(serve: Serve) -> None:
    serving = serve(echo)
    client = serving.connect()
    whole = request("/large", method="POST", body=b"x" * 1_500_000)
    client.send(whole[:-1])
    free = serving.worker.limits.disk_bytes - 1_500_000 + serving.worker.limits.memory_bytes
    while serving.worker.disk._left > free + 1:
        assert serving.connect().get().status == 200
    assert client.send(whole[-1:]).response().body == b"POST /large 1500000"
    while serving.worker.disk._left < serving.worker.limits.disk_bytes:  # a moment later
        assert serving.connect().get().status == 200


def test_no_room_for_a_body_is_a_503_and_small_requests_are_served(serve: Serve) -> None:
    serving = serve(echo, replace(PATIENT, disk_bytes=1_000_000))
    whole = request("/large", method="POST", body=b"x" * 1_500_000)
    refused = serving.connect().send(whole).response()
    assert (refused.status, refused.is_last) == (503, True)
    assert serving.connect().get().status == 200
    assert (
        serving.connect()
        .send(request("/large", method="POST", body=b"x" * 900_000))
        .response()
        .status
        == 200
    )


def test_no_room_for_a_response_is_a_500(serve: Serve) -> None:
    serving = serve(large, replace(PATIENT, disk_bytes=1_000_000))
    assert serving.connect().get("/2000000").status == 500
    assert len(serving.connect().get("/900000").body) == 900_000


def test_a_spool_keeps_to_its_memory_and_to_the_disk() -> None:
    disk = Disk(100)
    one, other = Spool(10, disk), Outgoing(10, disk)
    one.write(b"x" * 10)
    assert one._file._rolled is False  # type: ignore[attr-defined]
    one.write(b"y" * 60)
    assert one._file._rolled is True  # type: ignore[attr-defined]
    with pytest.raises(OutOfRoom):
        other.sendall(b"z" * 60)
    one.rewind()
    assert one.read(100) == b"x" * 10 + b"y" * 60
    one.close()
    other.sendall(b"z" * 60)
    other.close()
    assert disk._left == 100
