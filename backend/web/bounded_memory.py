"""A cache in this process's memory with a bound in bytes beside the one in entries."""

from collections import OrderedDict
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache

SHARE: Final = 8  # of all bytes, the largest part that one entry may take


class BoundedMemoryCache(LocMemCache):
    """Django's LocMemCache with the option ``MAX_BYTES``, of pickled values in each process.

    What was used longest ago leaves first. A value larger than an eighth of the bound is not kept.
    """

    _cache: OrderedDict[str, bytes]
    _expire_info: dict[str, float | None]

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(name, params)
        self._max_bytes: int = params["OPTIONS"]["MAX_BYTES"]

    def _set(self, key: str, value: bytes, timeout: float | None = DEFAULT_TIMEOUT) -> None:
        """Django calls it with the pickled value, under the lock."""
        self._delete(key)  # type: ignore[attr-defined]
        if len(value) > self._max_bytes // SHARE:
            return
        room = self._max_bytes - len(value) - sum(map(len, self._cache.values()))
        while self._cache and (room < 0 or len(self._cache) >= self._max_entries):
            oldest, removed = self._cache.popitem()
            del self._expire_info[oldest]
            room += len(removed)
        super()._set(key, value, timeout)  # type: ignore[misc]
