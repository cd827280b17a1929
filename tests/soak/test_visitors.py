"""What visits add up to."""

import pytest

from tests.soak.visitors import Visits


def visits(*ended: tuple[float, float, int]) -> Visits:
    return Visits(list(ended), began=100.0)


def test_a_gap_is_the_longest_time_without_a_good_response() -> None:
    found = visits((101.0, 0.1, 200), (102.0, 0.1, 503), (105.0, 0.1, 200), (105.5, 0.1, 0))
    assert found.longest_gap == pytest.approx(4.0)
    assert found.errors == 2


def test_a_gap_at_the_end_counts() -> None:
    assert visits((101.0, 0.1, 200), (109.0, 0.1, 0)).longest_gap == pytest.approx(8.0)
    assert visits((103.0, 0.1, 500)).longest_gap == pytest.approx(3.0)


def test_a_404_is_a_good_response_and_an_error_has_no_part_in_the_waits() -> None:
    found = visits((101.0, 0.1, 404), (102.0, 0.3, 200), (103.0, 9.0, 503))
    assert found.errors == 1
    assert found.waits()[0] == pytest.approx(0.2)
