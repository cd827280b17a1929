"""Redis killed, hung and back again: the cache always responds, and waits once at most."""

import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache.backends.base import BaseCache
from redis import Connection
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY

import web.cache
from content import version
from tests.services.redis import RedisServer
from web.cache import REST_SECONDS, WAIT_SECONDS, CircuitBreaker, ResilientRedisCache


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
    now = time.time()
    monkeypatch.setattr(web.cache, "time", SimpleNamespace(time=lambda: now))
    with caplog.at_level("WARNING", "web.cache"):
        yield caplog


def use(cache: ResilientRedisCache) -> None:
    """One request's worth of cache operations."""
    cache.get_many(["a", "b"])
    cache.add("lock", 1)
    cache.set("a", 1)
    cache.get("a")
    cache.delete("lock")


def test_waits_for_a_connection_and_for_a_response_no_longer_than_its_bound(
    cache: ResilientRedisCache,
) -> None:
    connection = cache._cache.get_client().connection_pool.make_connection()
    assert isinstance(connection, Connection)
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
    now = time.time()
    clock = SimpleNamespace(time=lambda: now + REST_SECONDS + 1)
    monkeypatch.setattr(web.cache, "time", clock)
    assert cache.get("a") is None, "Redis came back empty, and is asked again"


def test_a_clock_that_is_set_back_ends_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    breaker = CircuitBreaker()
    breaker.record(failed=True)
    assert not breaker.allows()
    now = time.time()
    monkeypatch.setattr(web.cache, "time", SimpleNamespace(time=lambda: now - 3600))
    assert breaker.allows()


class Changed:
    """What an older release has cached; this one has no such class."""


def remembers(cache: BaseCache, value: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep an object of a class that is gone afterwards."""
    cache.set("page", value)
    monkeypatch.delitem(globals(), "Changed")


def test_an_entry_that_cannot_be_read_is_not_there(
    cache: ResilientRedisCache,
    redis: RedisServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    cache.set("number", 5)
    remembers(cache, Changed(), monkeypatch)
    with caplog.at_level("WARNING", "web.cache"):
        assert cache.get("page", "made anew") == "made anew"
        assert cache.get_many(["page", "number", "nothing"]) == {"number": 5}
    assert set(caplog.messages) == {"The cache's entry :1:page cannot be read: AttributeError"}
    cache.set("page", "readable")
    assert ResilientRedisCache(redis.url, {}).get("page") == "readable", "Redis is in use"


def test_two_releases_share_numbers_and_nothing_else(redis: RedisServer) -> None:
    old, new = (
        ResilientRedisCache(redis.url, {**settings.CACHES["default"], "KEY_PREFIX": release})
        for release in ("0123abc", "4567def")
    )
    for kept in ("response-1", version.KEY, SITE_ROOT_PATHS_CACHE_KEY):
        old.set(kept, 1)
    assert new.get("response-1") is None
    assert (new.get(version.KEY), new.get(SITE_ROOT_PATHS_CACHE_KEY)) == (1, 1)
    new.set("response-1", 2)
    assert old.get("response-1") == 1
    assert {b"0123abc:1:response-1", b"4567def:1:response-1"} < set(old._cache.get_client().keys())


def test_only_one_caller_tries_a_redis_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    breaker = CircuitBreaker()
    breaker.record(failed=True)
    assert not breaker.allows()
    now = time.time()
    clock = SimpleNamespace(time=lambda: now + REST_SECONDS + 1)
    monkeypatch.setattr(web.cache, "time", clock)
    assert [breaker.allows() for _ in range(3)] == [True, False, False]
    breaker.record(failed=False)
    assert breaker.allows()
