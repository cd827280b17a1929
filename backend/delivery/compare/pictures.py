"""The few pictures of a report that a comment shows. A pull request's code wrote the files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from delivery.compare.outline import percent
from delivery.compare.report import Report
from delivery.tools.markdown import cell

MOST: Final = 6
MOST_BYTES: Final = 5_000_000
MOST_PIXELS: Final = 20_000  # of a side
PNG: Final = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
WIDTHS: Final = {"phone": 160, "desktop": 360}  # pixels in the comment


@dataclass(frozen=True)
class Pair:
    """A page before and after at one width; ``files`` are None where that side has no page."""

    words: str
    width: str
    files: tuple[Path | None, Path | None]


def chosen(report: Report, folder: Path) -> list[Pair]:
    """Of the shots that changed most, before and after, six pictures at most.

    A file that is missing, too large or no PNG is left out.
    """
    shots = [(page, shot) for page in report.pages for shot in page.shots if shot.share]
    shots.sort(key=lambda one: -one[1].share)
    found: list[Pair] = []
    room = MOST
    for page, shot in shots:
        files = tuple(picture(folder, name) for name in (shot.before, shot.after))
        if 0 < (count := sum(file is not None for file in files)) <= room:
            words = f"{page.name}, {shot.width}, {percent(shot.share)}"
            found.append(Pair(words, shot.width, (files[0], files[1])))
            room -= count
    return found


def picture(folder: Path, name: str | None) -> Path | None:
    """The file of that name, which the report's schema keeps inside ``pictures``."""
    if name is None:
        return None
    path = folder / name
    is_link = path.is_symlink() or path.parent.is_symlink()
    return path if not is_link and path.is_file() and is_png(path) else None


def is_png(path: Path) -> bool:
    """By its first chunk alone; nothing is decoded. https://www.w3.org/TR/png-3/#11IHDR"""
    if path.stat().st_size > MOST_BYTES:
        return False
    with path.open("rb") as file:
        head = file.read(len(PNG) + 8)
    sides = [int.from_bytes(head[at : at + 4], "big") for at in (len(PNG), len(PNG) + 4)]
    return head.startswith(PNG) and all(0 < side <= MOST_PIXELS for side in sides)


def table(pairs: Sequence[Pair], addresses: dict[Path, str]) -> Iterator[str]:
    """In Markdown. ``addresses`` are where the files are served."""
    if not pairs:
        return
    yield "| | Before | After |"
    yield "|---|---|---|"
    for pair in pairs:
        shown = (image(addresses[file], pair.width) if file else "none" for file in pair.files)
        yield f"| {cell(pair.words)} | {' | '.join(shown)} |"


def image(address: str, width: str) -> str:
    return f'<a href="{address}"><img src="{address}" width="{WIDTHS[width]}" alt=""></a>'
