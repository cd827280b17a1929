"""Gunicorn and Lambda send the same statuses, headers and bytes, but for what is written."""

import pytest

from tests.runtimes.comparison import Comparison
from tests.runtimes.differences import DIFFERENCES, LEFT_OUT


def test_both_runtimes_respond_alike(comparisons: dict[str, Comparison]) -> None:
    """One test, for each worker that had a part of it would start both servers."""
    assert all(comparison.requests > 10 for comparison in comparisons.values())
    found = [f"{name}: {one}" for name, one in comparisons.items() if one.unwritten]
    if found:
        pytest.fail("\n".join(found), pytrace=False)
    used = {one for comparison in comparisons.values() for one in comparison.used}
    assert [one.reason for one in (*DIFFERENCES, *LEFT_OUT) if one not in used] == []
