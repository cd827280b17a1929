"""What `make test` prints at the end."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tests.suite.budget import SECONDS
from tests.suite.results import Results
from tests.suite.running import Outcome

FAILURES_SHOWN = 20
AREAS_SHOWN = 5


def render_end(outcomes: Sequence[Outcome], seed: int, words: str) -> str:
    """The table, the failed tests, the slowest areas, the seed, and the sum on the last line.

    `words` is the command that ran this, without its seed.
    """
    blocks = [
        "\n".join(table(outcomes)),
        "\n".join(failures(outcomes, seed)),
        "\n".join(slowest(outcomes)),
        f"Seed {seed}. The same order again: {words} SEED={seed}",
        summary(outcomes),
    ]
    return "\n\n".join(block for block in blocks if block)


def table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield f"{'part':<16} {'tests':<40} {'seconds':>7}  result"
    for outcome in outcomes:
        result = outcome.fault or "passed"
        seconds = f"{outcome.seconds:7.0f}"
        yield f"{outcome.part.name:<16} {counts(outcome.results):<40} {seconds}  {result}"


def counts(results: Results) -> str:
    found = (
        (results.passed, "passed"),
        (len(results.failed), "failed"),
        (results.skipped, "skipped"),
    )
    return ", ".join(f"{number} {word}" for number, word in found if number) or "none"


def failures(outcomes: Sequence[Outcome], seed: int) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.failed:
            yield f"{outcome.part.name}: make test-{outcome.part.name} SEED={seed}"
            yield from (f"  {name}" for name in outcome.results.failed[:FAILURES_SHOWN])
            if (more := len(outcome.results.failed) - FAILURES_SHOWN) > 0:
                yield f"  and {more} more"


def slowest(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The areas that took most of their budget, first."""
    took: defaultdict[str, float] = defaultdict(float)
    for outcome in outcomes:
        for area, seconds in outcome.results.seconds.items():
            took[area] += seconds
    shares = sorted(took, key=lambda area: took[area] / SECONDS.get(area, 1), reverse=True)
    if shares:
        what = "seconds of its tests, added up; more than the budget fails nothing"
        yield f"{'area':<16} {'took':>7} {'budget':>7}   {what}"
    for area in shares[:AREAS_SHOWN]:
        over = "  over" if took[area] > SECONDS.get(area, 0) else ""
        yield f"{area:<16} {took[area]:7.0f} {SECONDS.get(area, 0):7.0f}{over}"


def summary(outcomes: Sequence[Outcome]) -> str:
    """The line that continuous integration reads."""
    passed = sum(outcome.results.passed for outcome in outcomes)
    return f"{passed} passed, {sum(outcome.failed for outcome in outcomes)} failed"
