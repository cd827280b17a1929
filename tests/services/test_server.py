"""What every server here promises, asked of both."""

import contextlib
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.services import guard
from tests.services.errors import ServiceError
from tests.services.guard import survivors
from tests.services.postgres import PostgresServer
from tests.services.redis import RedisServer
from tests.services.server import HOST, Server, free_port

BOTH = pytest.mark.parametrize("kind", [PostgresServer, RedisServer])
REPOSITORY = Path(__file__).parents[2]


class NeverReady(RedisServer):
    def is_ready(self) -> bool:
        return False


@contextlib.contextmanager
def another_process(kind: type[Server]) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process that has started a server, paused it, and waits; and the server's directory."""
    script = (
        f"from {kind.__module__} import {kind.__name__} as Kind; server = Kind().start();"
        "server.pause(); print(server.directory, flush=True); input()"
    )
    command = [sys.executable, "-c", script]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=REPOSITORY, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        yield process, Path(process.stdout.readline().strip())


@BOTH
def test_stopping_leaves_nothing_behind(kind: type[Server]) -> None:
    me = psutil.Process()
    before = set(me.children(recursive=True))

    with kind() as server:
        assert server.running
        assert set(me.children(recursive=True)) - before

    assert set(me.children(recursive=True)) - before == set()
    assert not server.directory.exists()
    with socket.socket() as anyone:
        assert anyone.connect_ex((HOST, server.port)) != 0


@BOTH
def test_dies_with_the_test_run_even_when_paused(kind: type[Server]) -> None:
    with another_process(kind) as (process, directory):
        assert directory.is_dir()
        orphans = psutil.Process(process.pid).children(recursive=True)
        assert len(orphans) >= 2, "the server and its guard"
        process.kill()
        assert survivors(orphans, patience=15) == []

    assert not directory.exists()


def test_a_server_of_a_server_leaves_nothing_behind() -> None:
    """As the stand-in of AWS does, whose databases are servers. It is ended by SIGKILL."""
    with another_process(RedisServer) as (process, directory):
        inner = psutil.Process(process.pid).children(recursive=True)
        guard.end(psutil.Process(process.pid), signal.SIGKILL)
        assert survivors(inner, patience=15) == []

    assert not directory.exists()


@BOTH
def test_two_at_once_do_not_collide(kind: type[Server]) -> None:
    with kind() as one, kind() as other:
        assert one.port != other.port
        assert one.directory != other.directory
        one.stop()
        assert other.is_ready()


@BOTH
def test_serves_again_after_a_crash_on_the_same_port(kind: type[Server]) -> None:
    with kind() as server:
        port = server.port
        server.kill()
        assert not server.is_ready()
        assert not server.running
        server.start()
        assert server.is_ready()
        assert server.port == port


@BOTH
def test_a_failed_start_says_where_and_shows_the_log(kind: type[Server]) -> None:
    with socket.socket() as squatter:
        squatter.bind((HOST, 0))
        squatter.listen()
        server = kind()
        server.port = squatter.getsockname()[1]
        with pytest.raises(ServiceError) as refused, server:
            pass

    message = str(refused.value)
    assert f"{server.name} on {HOST}:{server.port} ended at start" in message
    assert "already in use" in message
    assert not server.directory.exists()


def test_a_server_that_never_responds_is_given_up() -> None:
    server = NeverReady()
    with pytest.raises(ServiceError, match="did not respond within 0 s"):
        server.start(within=0.1)
    server.stop()
    assert not server.directory.exists()


def test_two_processes_never_give_one_port() -> None:
    """A port is given before its server takes it, and all workers have the same random seed."""
    code = "from tests.services.server import free_port\nprint(*(free_port() for _ in range(200)))"
    ours = {free_port() for _ in range(200)}
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, timeout=60
    )
    theirs = {int(word) for word in ended.stdout.split()}
    assert theirs, ended.stderr
    assert not ours & theirs
