"""Pages that are not in Wagtail's tree, such as those of projects."""

from collections.abc import Callable, Iterable
from typing import Final

from content.schemas import Page

# Each takes a path that starts and ends with a slash. An app adds its own when Django starts.
FINDERS: Final[list[Callable[[str], Page | None]]] = []
# Each takes such paths and returns those that are pages, with a constant number of queries.
FILTERS: Final[list[Callable[[set[str]], set[str]]]] = []


def find(path: str) -> Page | None:
    return next((page for each in FINDERS if (page := each(path))), None)


def existing(paths: Iterable[str]) -> set[str]:
    """Those of ``paths`` that ``find`` finds."""
    wanted = set(paths)
    return {path for each in FILTERS for path in each(wanted)}
