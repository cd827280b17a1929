"""Figures out of samples, and which of them miss their bar."""

import math

import pytest

from tests.bench.bars import BARS, cold_figures, missed, warm_figures
from tests.bench.contenders import CONTENDERS


def test_ratios_are_of_medians_so_one_bad_round_does_not_count() -> None:
    seconds = {
        "wsgi": [100.0, 1.0, 1.0],
        "handler": [1.3, 1.3, 90.0],
        "handler_observed": [1.5, 1.6, 1.5],
        "zappa_observed": [3.0, 3.0, 3.0],
    }
    assert warm_figures(seconds) == {
        "warm_vs_wsgi": 1.3,
        "warm_observed_vs_wsgi": 1.5,
        "warm_observed_vs_zappa": 0.5,
    }


def test_the_first_invocation_is_what_came_after_init_in_the_same_process() -> None:
    ready = {"this": [0.50, 0.90, 0.51]}
    responded = {"this": [0.51, 0.93, 0.53], "zappa": [2.0, 2.12, 9.0]}
    assert cold_figures(ready, responded) == {
        "cold_vs_zappa": pytest.approx(0.25),
        "first_invoke_ms": pytest.approx(20),
    }


def test_a_figure_at_its_bar_meets_it() -> None:
    assert missed(BARS) == []


@pytest.mark.parametrize("name", BARS)
def test_a_figure_above_its_bar_is_named(name: str) -> None:
    (fault,) = missed({**BARS, name: BARS[name] * 1.5})
    assert fault == f"{name} is {BARS[name] * 1.5:.3g}; the bar is {BARS[name]:g}."


def test_a_figure_that_is_no_number_meets_no_bar() -> None:
    assert missed({**BARS, "warm_vs_wsgi": math.nan}) == ["warm_vs_wsgi is nan; the bar is 1.4."]


def test_a_figure_that_was_not_measured_is_an_error() -> None:
    with pytest.raises(KeyError, match="package_mb"):
        missed({name: bar for name, bar in BARS.items() if name != "package_mb"})


def test_the_sequence_gives_every_figure_and_no_other() -> None:
    samples = {name: [1.0] for name in CONTENDERS}
    cold = {"this": [1.0], "zappa": [1.0]}
    measured = {*warm_figures(samples), *cold_figures(cold, cold), "package_mb", "db_connections"}
    assert measured == set(BARS)
