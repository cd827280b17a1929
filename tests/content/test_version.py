"""The content version that a process goes on with, whatever the database and the cache do."""

import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import DatabaseError

from content import version
from tests.caches import clear_caches

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_known() -> None:
    clear_caches()


def forget_cached() -> None:
    """As after FRESH_SECONDS."""
    version._heard.known_at = 0.0
    cache.delete(version.KEY)


def fail() -> int:
    raise DatabaseError("gone")


def test_who_waits_in_vain_for_another_goes_on_with_what_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(version, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(version, "current", lambda: 7)
    assert version.now() == 7
    forget_cached()
    monkeypatch.setattr(version, "current", lambda: pytest.fail("asked the database"))
    assert version._heard.lock.acquire(blocking=False)
    try:
        assert version.now() == 7
    finally:
        version._heard.lock.release()


def test_others_wait_a_moment_for_the_one_that_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "current", lambda: 7)
    assert version.now() == 7
    monkeypatch.setattr(version, "PATIENCE_SECONDS", 60.0)
    version._heard.signal.send()
    monkeypatch.setattr(version, "current", lambda: 8)
    assert version._heard.lock.acquire(blocking=False)
    with ThreadPoolExecutor(1) as pool:
        seen = pool.submit(version.now)
        try:
            with pytest.raises(TimeoutError):
                seen.result(timeout=0.1)
        finally:
            version._heard.lock.release()
        assert seen.result(timeout=60) == 8


def test_a_failure_is_told_to_nobody_else_and_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[None] = []

    def ask() -> int:
        asked.append(None)
        return fail()

    version._heard.see(7)
    monkeypatch.setattr(version, "current", ask)
    assert [version.now(), version.confirm(None, version.mark()), version.now()] == [7, 7, 7]
    assert cache.get(version.KEY) is None
    assert len(asked) == 1


def test_a_process_that_never_knew_a_version_has_one_after_a_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Otherwise every thread would wait for the next one that asks."""
    monkeypatch.setattr(version, "current", fail)
    assert version.now() == 0
    assert version._heard.number != version.UNKNOWN


def test_what_another_machine_said_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "current", lambda: 5)
    assert version.now() == 5
    version._heard.known_at = 0.0
    cache.set(version.KEY, 9)
    assert version.now() == 9
    cache.set(version.KEY, 8)  # of a machine that was slower
    version.now()
    forget_cached()
    monkeypatch.setattr(version, "current", fail)
    assert version.now() == 9


def test_a_larger_number_that_was_seen_during_the_query_is_newer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def overtaken() -> int:
        version._heard.see(9)
        return 8

    monkeypatch.setattr(version, "current", overtaken)
    assert version.now() == 9
    assert cache.get(version.KEY) == 9


def test_a_database_that_was_restored_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "current", lambda: 9)
    version.now()
    forget_cached()
    monkeypatch.setattr(version, "current", lambda: 3)
    assert [version.now(), version.now()] == [3, 3]


@pytest.mark.parametrize("passed", [60, -60], ids=["frozen", "set back"])
def test_what_is_known_ages_by_the_clock(monkeypatch: pytest.MonkeyPatch, passed: int) -> None:
    """The monotonic clock does not run while Lambda has frozen the process."""
    monkeypatch.setattr(version, "current", lambda: 1)
    assert version.now() == 1
    cache.delete(version.KEY)
    monkeypatch.setattr(version, "current", lambda: 2)
    assert version.now() == 1
    now = time.time()
    clock = SimpleNamespace(time=lambda: now + passed, monotonic=time.monotonic)
    monkeypatch.setattr(version, "time", clock)
    assert version.now() == 2
