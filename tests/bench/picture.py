"""The table as a picture: how much of what it may be each figure is. Pure."""

from collections.abc import Mapping
from math import isnan
from typing import Final
from xml.sax.saxutils import escape

from tests.bench.bars import BARS

ROW: Final = 22  # pixels
NAMES: Final = 220
FULL: Final = 300  # the width of a figure that is at its bar
WIDTH: Final = 760
LONGEST: Final = 1.4  # times the bar; what is more is cut off
STYLE: Final = (
    "text{font:13px sans-serif;fill:#1f2933}.met{fill:#2f7d4f}.missed{fill:#b42318}"
    ".bar{stroke:#1f2933;stroke-dasharray:3 3}"
)


def render(figures: Mapping[str, float]) -> str:
    """An SVG with a line for each figure, and a dashed one at what all may be at most."""
    names = [name for name in BARS if name in figures]
    height = ROW * (len(names) + 1)
    rows = [row(number, name, figures[name]) for number, name in enumerate(names)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
            ' aria-label="What make bench measured, as a part of what it may be at most">',
            f"<style>{STYLE}</style>",
            f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
            *rows,
            f'<line class="bar" x1="{NAMES + FULL}" x2="{NAMES + FULL}" y1="0" y2="{height}"/>',
            "</svg>",
            "",
        ]
    )


def row(number: int, name: str, figure: float) -> str:
    bar = BARS[name]
    top = ROW * number + 8
    width = 0 if isnan(figure) else round(FULL * min(figure / bar, LONGEST))
    kind = "met" if figure <= bar else "missed"
    said = escape(f"{figure:.3g} of {bar:g}")
    return (
        f'<text x="8" y="{top + 12}">{escape(name)}</text>'
        f'<rect class="{kind}" x="{NAMES}" y="{top}" width="{width}" height="{ROW - 8}"/>'
        f'<text x="{NAMES + width + 8}" y="{top + 12}">{said}</text>'
    )
