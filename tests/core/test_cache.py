"""Redis killed, hung and back again: the cache always answers, and never late."""

import time
from collections.abc import Iterator

import pytest

from core.cache import REST_SECONDS, CircuitBreaker, ResilientRedisCache
from tests.services.redis import RedisServer

ANSWERS_WITHIN = 0.5


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


def seconds_of(cache: ResilientRedisCache) -> float:
    """One request's worth of cache operations."""
    started = time.monotonic()
    cache.get_many(["a", "b"])
    cache.add("lock", 1)
    cache.set("a", 1)
    cache.get("a")
    cache.delete("lock")
    return time.monotonic() - started


def test_keeps_values_in_redis(cache: ResilientRedisCache, redis: RedisServer) -> None:
    cache.set("page", (1, b"bytes"))
    other_process = ResilientRedisCache(redis.url, {})
    assert other_process.get("page") == (1, b"bytes")
    assert cache.memory.get("page") is None


def test_answers_in_time_when_redis_hangs(cache: ResilientRedisCache, redis: RedisServer) -> None:
    cache.set("a", 1)
    redis.pause()
    assert seconds_of(cache) < ANSWERS_WITHIN
    assert seconds_of(cache) < 0.05, "the second request does not wait at all"
    assert cache.get("a") == 1, "from memory"


def test_answers_in_time_when_redis_is_killed(
    cache: ResilientRedisCache, redis: RedisServer
) -> None:
    cache.set("a", 1)
    redis.kill()
    assert seconds_of(cache) < ANSWERS_WITHIN
    assert cache.get("a") == 1


def test_answers_in_time_when_redis_was_never_there() -> None:
    cache = ResilientRedisCache("redis://127.0.0.1:1/0", {})
    assert seconds_of(cache) < ANSWERS_WITHIN


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
