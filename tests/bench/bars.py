"""The rows of the table: what each figure may be at most, and what was measured against it."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final

BARS: Final = {
    "warm_vs_wsgi": 1.05,
    "warm_observed_vs_wsgi": 1.20,
    "warm_vs_best_peer": 1.00,
    "cold_vs_zappa": 0.25,
    "cached_vs_constant": 1.08,
    "cached_served_vs_constant": 1.10,
    "cached_vs_drf": 0.10,
    "cached_vs_cache_page": 0.75,
    "search_vs_constant": 8.0,
    "search_growth": 2.0,
    "catalogue_growth": 2.0,
    "not_found_vs_constant": 1.2,
    "bootstrap_vs_four": 0.30,
    "static_calls": 0.02,
    "preview_database": 0.10,
    "image_over_base": 0.6,
    "lcp_ratio": 1.3,
    "sheet_task_ratio": 0.5,
    # Not ratios:
    "first_invoke_ms": 15.0,
    "db_connections": 1.0,
    "package_mb": 35.0,
    "spa_initial_kb": 80.0,
}
# What `make bench` cannot tell, and who can.
ELSEWHERE: Final = {
    "page_queries": (9.0, "counted in tests/content/test_pages.py, with 5 and with 40 blocks"),
}

Samples = Mapping[str, Sequence[float]]


def warm_figures(page: Samples, constant: Samples) -> dict[str, float]:
    """Ratios of CPU seconds a request, by the contender's name: of a page, of a constant view."""
    return {
        "warm_vs_wsgi": ratio(page["handler"], page["wsgi"]),
        "warm_observed_vs_wsgi": ratio(page["handler_observed"], page["wsgi"]),
        "warm_vs_best_peer": ratio(constant["handler"], constant["apig_wsgi"]),
    }


def cold_figures(ready: Samples, responded: Samples) -> dict[str, float]:
    """From CPU seconds since each process started: until INIT was over, until it had responded."""
    return {
        "cold_vs_zappa": median(responded["this"]) / median(responded["zappa"]),
        "first_invoke_ms": median(firsts(ready["this"], responded["this"])) * 1000,
    }


def ratio(ones: Sequence[float], others: Sequence[float]) -> float:
    """The median of the ratios of samples taken one after another, whatever else was going on."""
    return median(one / other for one, other in zip(ones, others, strict=True))


def firsts(ready: Sequence[float], responded: Sequence[float]) -> list[float]:
    """What the first invocations after INIT took."""
    return [end - start for start, end in zip(ready, responded, strict=True)]


def missed(figures: Mapping[str, float]) -> list[str]:
    """A sentence for each bar that is not met. Raises KeyError where one was not measured."""
    return [
        f"{name} is {figures[name]:.3g}; the bar is {bar:g}."
        for name, bar in BARS.items()
        if not figures[name] <= bar  # so that a figure that is no number meets none
    ]
