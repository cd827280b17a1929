"""Redis as a cache that may be slow, hung or gone without a visitor noticing more than a moment."""

import logging
import time
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any, Final

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

WAIT_SECONDS: Final = 0.3
REST_SECONDS: Final = 5.0
OPERATIONS: Final = (
    *("add", "get", "set", "touch", "delete", "has_key", "incr", "clear"),
    *("get_many", "set_many", "delete_many"),
)


class CircuitBreaker:
    """Open for a rest after each failure; then one caller tries again while the others wait.

    The clock also runs while Lambda has frozen the process. If it is set back, the rest ends.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._opened_at = 0.0

    def allows(self) -> bool:
        if not self._opened_at:
            return True
        with self._lock:
            now = time.time()
            if 0 <= now - self._opened_at < REST_SECONDS:
                return False
            self._opened_at = now
            return True

    def record(self, *, failed: bool) -> None:
        if failed or self._opened_at:
            self._opened_at = time.time() if failed else 0.0


class ReadableEntries(RedisCacheClient):
    """Django's client, for which an entry that cannot be read is not there."""

    def get(self, key: Any, default: Any) -> Any:
        return self.get_many([key]).get(key, default)

    def get_many(self, keys: Iterable[Any]) -> dict[Any, Any]:
        wanted = list(keys)
        found = zip(wanted, self.get_client(None).mget(wanted), strict=True)
        entries = [self.read(key, data) for key, data in found if data is not None]
        return {key: value for entry in entries for key, value in entry.items()}

    def read(self, key: Any, data: bytes | str) -> dict[Any, Any]:
        """The entry, or nothing. Pickle raises whatever a class that changed raises."""
        try:
            return {key: self._serializer.loads(data)}  # type: ignore[attr-defined]
        except Exception as error:
            logger.warning("The cache's entry %s cannot be read: %s", key, type(error).__name__)
            return {}


class ResilientRedisCache(RedisCache):
    """Django's Redis cache, with every wait bounded, that falls back to this process's memory.

    An operation waits at most WAIT_SECONDS for Redis. After a failure the process leaves Redis
    alone for REST_SECONDS, so that one request never waits twice.
    """

    breaker = CircuitBreaker()

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {
            "socket_timeout": WAIT_SECONDS,
            "socket_connect_timeout": WAIT_SECONDS,
            "retry": Retry(NoBackoff(), 0),  # redis-py would try three more times by itself
            **params.get("OPTIONS", {}),
        }
        super().__init__(server, {**params, "OPTIONS": options})
        self._class = ReadableEntries
        self.memory = LocMemCache("redis-fallback", params)


def guarded(name: str) -> Callable[..., Any]:
    """The cache operation of that name, on Redis if it responds and in memory if it does not."""
    in_redis = getattr(RedisCache, name)

    def operation(self: ResilientRedisCache, *args: Any, **kwargs: Any) -> Any:
        if self.breaker.allows():
            try:
                result = in_redis(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                self.breaker.record(failed=True)
                logger.warning("Redis did not respond to %s: %s", name, type(error).__name__)
            else:
                self.breaker.record(failed=False)
                return result
        return getattr(self.memory, name)(*args, **kwargs)

    return operation


for _name in OPERATIONS:
    setattr(ResilientRedisCache, _name, guarded(_name))
