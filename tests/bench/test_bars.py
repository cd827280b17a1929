"""Figures out of samples, and which of them miss their bar."""

import math
from xml.etree import ElementTree

import pytest

from tests.bench import picture
from tests.bench.bars import BARS, ELSEWHERE, cold_figures, missed, warm_figures

SVG = "{http://www.w3.org/2000/svg}"


def test_ratios_are_of_neighbours_so_one_bad_round_does_not_count() -> None:
    page = {
        "wsgi": [1.0, 2.0, 1.0],
        "handler": [1.3, 2.6, 90.0],
        "handler_observed": [1.5, 3.0, 1.5],
    }
    constant = {"handler": [0.9, 1.8, 0.9], "apig_wsgi": [1.0, 2.0, 1.0]}
    assert warm_figures(page, constant) == {
        "warm_vs_wsgi": 1.3,
        "warm_observed_vs_wsgi": 1.5,
        "warm_vs_best_peer": 0.9,
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
    assert missed({**BARS, "warm_vs_wsgi": math.nan}) == ["warm_vs_wsgi is nan; the bar is 1.05."]


def test_a_figure_that_was_not_measured_is_an_error() -> None:
    with pytest.raises(KeyError, match="package_mb"):
        missed({name: bar for name, bar in BARS.items() if name != "package_mb"})


def test_no_row_is_both_measured_and_left_to_others() -> None:
    assert not BARS.keys() & ELSEWHERE.keys()


def test_the_picture_has_a_row_also_for_what_could_not_be_measured() -> None:
    drawn = picture.render({**BARS, "image_over_base": math.nan})
    assert "nan of 0.6" in drawn
    assert drawn.count('class="missed"') == 1


def test_the_picture_has_every_row_and_shows_which_is_missed() -> None:
    drawn = picture.render({**BARS, "package_mb": 99.0})
    texts = [one.text for one in ElementTree.fromstring(drawn).iter(f"{SVG}text")]  # noqa: S314 (its own)
    assert texts[::2] == list(BARS)
    assert drawn.count('class="missed"') == 1
    assert "99 of 35" in texts
