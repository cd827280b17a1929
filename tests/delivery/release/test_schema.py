"""A test of the schema that did not end says nothing about the schema."""

import pytest

from delivery.records.releases import Release
from delivery.release import schema
from delivery.run import one_off
from delivery.run.one_off import RunResult
from delivery.tools.errors import DeliveryError

OLDER = Release("a" * 40, "image", "itg-backend:7", "itg-backend:6", "2026-11-30T12:00:00Z", "me")


def end_as(monkeypatch: pytest.MonkeyPatch, exit_code: int, output: str = "") -> None:
    result = RunResult(exit_code, output, truncated=False, duration_ms=1)
    monkeypatch.setattr(one_off, "run_task", lambda words, say, options: result)


def test_an_interrupted_test_is_an_interrupted_rollback(monkeypatch: pytest.MonkeyPatch) -> None:
    end_as(monkeypatch, one_off.INTERRUPTED)
    with pytest.raises(KeyboardInterrupt):
        schema.refuse_other(OLDER, [], print)


def test_a_test_that_takes_too_long_is_no_fault_of_the_schema(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    end_as(monkeypatch, one_off.OUT_OF_TIME, "Connecting\n")
    with pytest.raises(DeliveryError, match="The test of the schema did not end in time") as error:
        schema.refuse_other(OLDER, [], print)
    assert "--unchecked" not in error.value.remedy


def test_a_fault_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    end_as(monkeypatch, 1, "Fault: no column colour\n")
    with pytest.raises(DeliveryError, match="today's schema: no column colour") as error:
        schema.refuse_other(OLDER, [], print)
    assert "--unchecked" in error.value.remedy
