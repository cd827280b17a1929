"""What was measured, as text for people."""

from collections.abc import Mapping, Sequence
from statistics import median

from tests.bench.bars import BARS, ELSEWHERE, Samples, firsts

Row = Sequence[str]


def aligned(heading: Row, rows: Sequence[Row]) -> str:
    """Lines of columns: the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(heading, *rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if first else cell.rjust(width)
            for first, cell, width in zip([True] + [False] * len(row), row, widths, strict=False)
        ).rstrip()
        for row in [heading, *rows]
    )


def warm(titles: Mapping[str, str], seconds: Samples, connections: Mapping[str, int]) -> str:
    base = median(seconds["wsgi"])
    heading = ("Cached page, CPU a request", "µs", "spread", "of WSGI", "connections")
    return aligned(
        heading,
        [
            (
                titles[name],
                f"{median(samples) * 1e6:.0f}",
                f"±{spread(samples):.0%}",
                f"{median(samples) / base:.2f}",
                str(connections.get(name, "")),
            )
            for name, samples in seconds.items()
        ],
    )


def cold(sizes: Mapping[str, float], ready: Samples, responded: Samples) -> str:
    heading = ("Cold start, CPU", "zip MB", "INIT ms", "first ms", "total ms", "spread")
    titles = {"this": "this package", "zappa": "stock Zappa's"}
    return aligned(
        heading,
        [
            (
                titles[name],
                f"{sizes[name]:.1f}",
                f"{median(ready[name]) * 1000:.0f}",
                f"{median(firsts(ready[name], ends)) * 1000:.1f}",
                f"{median(ends) * 1000:.0f}",
                f"±{spread(ends):.0%}",
            )
            for name, ends in responded.items()
        ],
    )


def bars(figures: Mapping[str, float]) -> str:
    measured = [
        (name, f"{figures[name]:.3g}", f"{bar:g}", "met" if figures[name] <= bar else "MISSED")
        for name, bar in BARS.items()
    ]
    others = [(name, "", f"{bar:g}", why) for name, (bar, why) in ELSEWHERE.items()]
    return aligned(("Row", "measured", "at most", ""), [*measured, *others])


def spread(samples: Sequence[float]) -> float:
    """Half of the samples lie within this part of the median."""
    middle = median(samples)
    return median(abs(sample - middle) for sample in samples) / middle
