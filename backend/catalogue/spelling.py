"""Classes and industries, which editors type: "food tech" and "Food-Tech" are one filter."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Count, QuerySet

from content.words import words

FIELDS: Final = ("class_name", "industry")


def key(text: str) -> str:
    """The same for every spelling: without case, accents, punctuation and spaces between."""
    return " ".join(words(text)) or text


def spellings(projects: "QuerySet[Any]", field: str) -> dict[str, str]:
    """The most common spelling in ``projects``, by key."""
    rows = projects.exclude(**{field: ""}).values_list(field).annotate(count=Count("pk"))
    return {key(text): text for text, _ in rows.order_by("count", field)}


def unify(projects: Iterable[Any], known: Mapping[str, Mapping[str, str]]) -> None:
    """Give each project the known spelling. ``known`` is of `spellings`, by field."""
    for project in projects:
        for field in FIELDS:
            text = getattr(project, field)
            setattr(project, field, known[field].get(key(text), text))


def same(one: str, other: str) -> bool:
    """Whether they are spellings of the same name."""
    return key(one) == key(other)
