"""Pages that look different, or have other markup, with pictures of both and of what changed."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Any, Final

from delivery.compare.report import MOST_LINES, MOST_PAGES, Page, Shot
from tests.compare.differences import Rows, cut
from tests.services.errors import ServiceError

HERE: Final = Path(__file__).parent
Captures = Mapping[tuple[str, str, str], Mapping[str, Any]]


def by_view(captures: Sequence[Mapping[str, Any]]) -> Captures:
    return {(one["name"], one["path"], one["width"]): one for one in captures}


def pages(before: Captures, after: Captures, place: Path, rows: Rows) -> list[Page]:
    """The most changed first. Pictures of what changed go to ``place``/pictures."""
    shutil.rmtree(place / "pictures", ignore_errors=True)
    (place / "pictures").mkdir(parents=True)
    shots = photographs(before, after, place)
    names = dict.fromkeys(key[:2] for key in [*before, *after])
    found = [page for key in names if (page := one_page(key, before, after, shots))]
    found.sort(key=lambda page: -max((shot.share for shot in page.shots), default=0))
    return rows.first(found, MOST_PAGES)


def one_page(
    key: tuple[str, str],
    before: Captures,
    after: Captures,
    shots: Mapping[tuple[str, str, str], Shot],
) -> Page | None:
    own = [shots[(*key, width)] for width in ("phone", "desktop") if (*key, width) in shots]
    markup = next(
        (
            lines
            for width in ("desktop", "phone")
            if (lines := markup_of(before, after, (*key, width)))
        ),
        [],
    )
    if not own and not markup:
        return None
    name, path = key
    return Page(name=cut(name), path=cut(path), shots=own, markup=markup)


def markup_of(before: Captures, after: Captures, key: tuple[str, str, str]) -> list[str]:
    one, other = (list(side[key]["markup"]) if key in side else [] for side in (before, after))
    lines = [cut(line) for line in unified_diff(one, other, lineterm="", n=0)][2:]
    return lines[:MOST_LINES]


def photographs(before: Captures, after: Captures, place: Path) -> dict[tuple[str, str, str], Shot]:
    """Of each view whose pictures differ in a pixel."""
    pairs = list(differing(before, after))
    both = [(key, one, other) for key, one, other in pairs if one and other]
    measured = compare_pictures(
        [(one, other, place / name(key, "difference")) for key, one, other in both]
    )
    shares = {key: share for (key, _, _), share in zip(both, measured, strict=True)}
    found = {}
    for key, one, other in pairs:
        if shares.get(key, 1.0) > 0:
            found[key] = keep(key, one, other, shares.get(key), place)
    return found


def differing(
    before: Captures, after: Captures
) -> Iterator[tuple[tuple[str, str, str], Path | None, Path | None]]:
    for key in dict.fromkeys([*before, *after]):
        one, other = (
            Path(side[key]["picture"]) if key in side else None for side in (before, after)
        )
        if not one or not other or one.read_bytes() != other.read_bytes():
            yield key, one, other


def keep(
    key: tuple[str, str, str],
    before: Path | None,
    after: Path | None,
    share: float | None,
    place: Path,
) -> Shot:
    names: dict[str, str | None] = {"before": None, "after": None}
    for which, file in (("before", before), ("after", after)):
        if file:
            names[which] = name(key, which)
            shutil.copy(file, place / name(key, which))
    return Shot.model_validate(
        {
            "width": key[2],
            "share": 1.0 if share is None else share,
            "difference": None if share is None else name(key, "difference"),
            **names,
        }
    )


def name(key: tuple[str, str, str], which: str) -> str:
    words = "".join(one if one.isalnum() and one.isascii() else "-" for one in "-".join(key[:2]))
    short = "-".join(filter(None, words.lower().split("-")))[:50].strip("-")
    return f"pictures/{short}-{key[2]}-{which}.png"


def compare_pictures(pairs: Sequence[tuple[Path, Path, Path]]) -> list[float]:
    """The share of pixels that differ in each pair. The third path is where they are shown."""
    if not pairs:
        return []
    asked = "\n".join(
        json.dumps(dict(zip(("before", "after", "difference"), map(str, pair), strict=True)))
        for pair in pairs
    )
    command = ["node", str(HERE / "pictures.mjs")]
    ended = subprocess.run(
        command, input=asked, capture_output=True, text=True, check=False, timeout=600
    )
    if ended.returncode != 0:
        end = "\n".join(ended.stderr.splitlines()[-5:])
        raise ServiceError(f"The pictures could not be compared:\n{end}")
    return [found["share"] for found in json.loads(ended.stdout)]
