"""A cache in memory that is bounded in entries and in bytes."""

from uuid import uuid4

import pytest

from web.bounded_memory import SHARE, BoundedMemoryCache

MOST_BYTES = 8_000


OPTIONS = {"OPTIONS": {"MAX_ENTRIES": 20, "MAX_BYTES": MOST_BYTES}}


@pytest.fixture
def name() -> str:
    return uuid4().hex


@pytest.fixture
def cache(name: str) -> BoundedMemoryCache:
    return BoundedMemoryCache(name, OPTIONS)


def size(cache: BoundedMemoryCache) -> int:
    added_up = sum(map(len, cache._cache.values()))
    assert cache._cache.size == added_up
    return added_up


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


def test_the_size_is_known_whatever_happens(cache: BoundedMemoryCache, name: str) -> None:
    cache.set("gone", b"x" * 100, timeout=-1)
    assert cache.get("gone") is None
    cache.set("number", 1)
    cache.incr("number", 10**12)
    cache.add("number", 2)
    cache.set_many({"a": b"x" * 100, "b": b"x" * 200})
    cache.delete_many(["a", "missing"])
    cache.touch("b", 100)
    assert size(cache) > 200
    assert size(BoundedMemoryCache(name, OPTIONS)) == size(cache), "as another thread has it"
    cache.clear()
    assert size(cache) == 0
