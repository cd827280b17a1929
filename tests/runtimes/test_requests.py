"""Gunicorn and Lambda send the same statuses, headers and bytes, but for what is written."""

import pytest

from tests.runtimes.comparison import Comparison
from tests.runtimes.differences import DIFFERENCES, LEFT_OUT
from tests.runtimes.journeys import JOURNEYS


@pytest.mark.parametrize("journey", [journey.__name__ for journey in JOURNEYS])
def test_both_runtimes_respond_alike(comparisons: dict[str, Comparison], journey: str) -> None:
    comparison = comparisons[journey]
    assert comparison.requests > 10
    if comparison.unwritten:
        pytest.fail(str(comparison), pytrace=False)


def test_every_written_difference_is_found(comparisons: dict[str, Comparison]) -> None:
    used = {one for comparison in comparisons.values() for one in comparison.used}
    assert [one.reason for one in (*DIFFERENCES, *LEFT_OUT) if one not in used] == []
