"""Pages that are not in Wagtail's tree, such as those of projects."""

from collections.abc import Callable
from typing import Final

from content.schemas import Page

# Each takes a path that starts and ends with a slash. An app adds its own when Django starts.
FINDERS: Final[list[Callable[[str], Page | None]]] = []


def find(path: str) -> Page | None:
    return next((page for each in FINDERS if (page := each(path))), None)
