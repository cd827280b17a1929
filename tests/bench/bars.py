"""The bars of the handler and its package, and what is measured against them."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final

BARS: Final = {
    "warm_vs_wsgi": 1.40,
    "warm_observed_vs_wsgi": 1.80,
    "warm_observed_vs_zappa": 0.75,
    "cold_vs_zappa": 0.35,
    "first_invoke_ms": 15.0,
    "package_mb": 45.0,
    "db_connections": 1.0,
}

Samples = Mapping[str, Sequence[float]]


def warm_figures(seconds: Samples) -> dict[str, float]:
    """Ratios of the medians of CPU seconds a request, by the contender's name."""
    middle = {name: median(samples) for name, samples in seconds.items()}
    return {
        "warm_vs_wsgi": middle["handler"] / middle["wsgi"],
        "warm_observed_vs_wsgi": middle["handler_observed"] / middle["wsgi"],
        "warm_observed_vs_zappa": middle["handler_observed"] / middle["zappa_observed"],
    }


def cold_figures(ready: Samples, responded: Samples) -> dict[str, float]:
    """From CPU seconds since each process started: until INIT was over, until it had responded."""
    return {
        "cold_vs_zappa": median(responded["this"]) / median(responded["zappa"]),
        "first_invoke_ms": median(firsts(ready["this"], responded["this"])) * 1000,
    }


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
