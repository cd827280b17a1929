"""A cache in this process's memory with a bound in bytes beside the one in entries."""

from collections import OrderedDict
from typing import Any, Final

from django.core.cache.backends import locmem
from django.core.cache.backends.base import DEFAULT_TIMEOUT

SHARE: Final = 8  # of all bytes, the largest part that one entry may take


class SizedDict(OrderedDict[str, bytes]):
    """Its ``size`` is the bytes of all values. Counts only in methods that LocMemCache calls."""

    size = 0

    def __setitem__(self, key: str, value: bytes) -> None:
        self.size += len(value) - len(self.get(key, b""))
        super().__setitem__(key, value)

    def __delitem__(self, key: str) -> None:
        self.size -= len(self[key])
        super().__delitem__(key)

    def popitem(self, last: bool = True) -> tuple[str, bytes]:
        key = next(reversed(self) if last else iter(self))
        value = self[key]
        del self[key]
        return key, value

    def clear(self) -> None:
        super().clear()
        self.size = 0


class BoundedMemoryCache(locmem.LocMemCache):
    """Django's LocMemCache with the option ``MAX_BYTES``, of pickled values in each process.

    What was used longest ago leaves first. A value larger than an eighth of the bound is not kept.
    """

    _cache: SizedDict
    _expire_info: dict[str, float | None]

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        locmem._caches.setdefault(name, SizedDict())  # type: ignore[attr-defined]
        super().__init__(name, params)
        self._max_bytes: int = params["OPTIONS"]["MAX_BYTES"]

    def _set(self, key: str, value: bytes, timeout: float | None = DEFAULT_TIMEOUT) -> None:
        """Django calls it with the pickled value, under the lock."""
        self._delete(key)  # type: ignore[attr-defined]
        if len(value) > self._max_bytes // SHARE:
            return
        most = self._max_bytes - len(value)
        while self._cache and (self._cache.size > most or len(self._cache) >= self._max_entries):
            oldest, _ = self._cache.popitem()
            del self._expire_info[oldest]
        super()._set(key, value, timeout)  # type: ignore[misc]
