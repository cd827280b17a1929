"""Redis killed, hung and back again: the cache always answers, and waits once at most."""

import time
from collections.abc import Iterator

import pytest

from core.cache import REST_SECONDS, WAIT_SECONDS, CircuitBreaker, ResilientRedisCache
from tests.services.redis import RedisServer


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture
def cache(redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[ResilientRedisCache]:
    monkeypatch.setattr(ResilientRedisCache, "breaker", CircuitBreaker())
    cache = ResilientRedisCache(redis.url, {})
    yield cache
    cache.memory.clear()


@pytest.fixture
def log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[pytest.LogCaptureFixture]:
    """Has a message for each wait in vain. The clock stands, so the rest after one never ends."""
    now = time.monotonic()
    monkeypatch.setattr("core.cache.time.monotonic", lambda: now)
    with caplog.at_level("WARNING", "core.cache"):
        yield caplog


def use(cache: ResilientRedisCache) -> None:
    """One request's worth of cache operations."""
    cache.get_many(["a", "b"])
    cache.add("lock", 1)
    cache.set("a", 1)
    cache.get("a")
    cache.delete("lock")


def test_waits_for_a_connection_and_for_an_answer_no_longer_than_its_bound(
    cache: ResilientRedisCache,
) -> None:
    connection = cache._cache.get_client().connection_pool.make_connection()
    assert connection.socket_connect_timeout == connection.socket_timeout == WAIT_SECONDS
    assert connection.retry.get_retries() == 0


def test_keeps_values_in_redis(cache: ResilientRedisCache, redis: RedisServer) -> None:
    cache.set("page", (1, b"bytes"))
    other_process = ResilientRedisCache(redis.url, {})
    assert other_process.get("page") == (1, b"bytes")
    assert cache.memory.get("page") is None


@pytest.mark.parametrize("fault", ["pause", "kill"])
def test_waits_once_when_redis_hangs_or_is_killed(
    cache: ResilientRedisCache, redis: RedisServer, log: pytest.LogCaptureFixture, fault: str
) -> None:
    cache.set("a", 1)
    getattr(redis, fault)()
    use(cache)
    assert len(log.messages) == 1
    use(cache)
    assert len(log.messages) == 1, "the second request does not wait at all"
    assert cache.get("a") == 1, "from memory"


def test_waits_once_when_redis_was_never_there(
    monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ResilientRedisCache, "breaker", CircuitBreaker())
    use(ResilientRedisCache("redis://127.0.0.1:1/0", {}))
    assert len(log.messages) == 1


def test_returns_to_redis_after_its_rest(
    cache: ResilientRedisCache, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    redis.kill()
    cache.set("a", "in memory")
    redis.start()
    assert cache.get("a") == "in memory"
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + REST_SECONDS + 1)
    assert cache.get("a") is None, "Redis came back empty, and is asked again"


def test_only_one_caller_tries_a_redis_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    breaker = CircuitBreaker()
    breaker.record(failed=True)
    assert not breaker.allows()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + REST_SECONDS + 1)
    assert [breaker.allows() for _ in range(3)] == [True, False, False]
    breaker.record(failed=False)
    assert breaker.allows()
