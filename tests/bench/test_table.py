"""The tables that people read."""

import pytest

from tests.bench import table
from tests.bench.bars import BARS, ELSEWHERE


def test_columns_line_up() -> None:
    assert table.aligned(("Who", "µs"), [("bare WSGI", "7"), ("ours", "1234")]) == (
        "Who          µs\n"
        "bare WSGI     7\n"
        "ours       1234"
    )  # fmt: skip


def test_the_warm_table() -> None:
    seconds = {"wsgi": [0.0001, 0.0001, 0.0001], "handler": [0.00012, 0.00013, 0.00014]}
    titles = {"wsgi": "bare WSGI", "handler": "this handler"}
    assert table.warm(titles, seconds, {"handler": 1}).splitlines() == [
        "Cached page, CPU a request   µs  spread  of WSGI  connections",
        "bare WSGI                   100     ±0%     1.00",
        "this handler                130     ±8%     1.30            1",
    ]


def test_the_cold_table() -> None:
    shown = table.cold(
        {"this": 41.57, "zappa": 87.6},
        {"this": [0.6, 0.6], "zappa": [0.1, 0.1]},
        {"this": [0.612, 0.612], "zappa": [2.5, 2.5]},
    )
    assert shown.splitlines() == [
        "Cold start, CPU  zip MB  INIT ms  first ms  total ms  spread",
        "this package       41.6      600      12.0       612     ±0%",
        "stock Zappa's      87.6      100    2400.0      2500     ±0%",
    ]


def test_the_bars_say_which_is_missed() -> None:
    lines = table.bars({**BARS, "package_mb": 45.2}).splitlines()
    assert len(lines) == 1 + len(BARS) + len(ELSEWHERE)
    (missed,) = [line for line in lines if line.endswith("MISSED")]
    assert missed.split() == ["package_mb", "45.2", "35", "MISSED"]


@pytest.mark.parametrize(
    ("samples", "expected"), [([1.0, 1.0, 1.0], 0), ([1.0, 2.0, 3.0], 0.5), ([4.0, 5.0, 90.0], 0.2)]
)
def test_spread_is_a_part_of_the_median(samples: list[float], expected: float) -> None:
    assert table.spread(samples) == pytest.approx(expected)
