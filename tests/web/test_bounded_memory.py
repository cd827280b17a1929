"""A cache in memory that is bounded in entries and in bytes."""

from uuid import uuid4

import pytest

from web.bounded_memory import SHARE, BoundedMemoryCache

MOST_BYTES = 8_000


@pytest.fixture
def cache() -> BoundedMemoryCache:
    options = {"MAX_ENTRIES": 20, "MAX_BYTES": MOST_BYTES}
    return BoundedMemoryCache(uuid4().hex, {"OPTIONS": options})


def size(cache: BoundedMemoryCache) -> int:
    return sum(map(len, cache._cache.values()))


def test_bytes_are_bounded_and_the_oldest_leave_first(cache: BoundedMemoryCache) -> None:
    for number in range(15):
        cache.set(f"{number}", b"x" * 900)
        assert size(cache) <= MOST_BYTES
    assert [number for number in range(15) if cache.get(f"{number}")] == list(range(7, 15))


def test_entries_are_bounded_and_what_is_used_stays(cache: BoundedMemoryCache) -> None:
    cache.set("used", 1)
    for number in range(100):
        cache.set(f"{number}", number)
        assert cache.get("used") == 1
    assert (len(cache._cache), len(cache._expire_info)) == (20, 20)


def test_one_value_does_not_push_out_all_others(cache: BoundedMemoryCache) -> None:
    cache.set("small", 1)
    cache.set("large", 1)
    cache.set("large", b"x" * (MOST_BYTES // SHARE + 1))
    assert (cache.get("small"), cache.get("large")) == (1, None)


def test_a_value_set_again_is_counted_once(cache: BoundedMemoryCache) -> None:
    cache.set("other", 1)
    for _ in range(20):
        cache.set("same", b"x" * 900)
    assert cache.get("other") == 1
