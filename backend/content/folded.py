"""Words without accents in the index of the search, beside the words as they are written.

SQLite's index leaves accents out by itself, PostgreSQL's keeps them. Searches ask without.
"""

from typing import Any

from wagtail.search import index

from content.words import fold


def fields(*names: str, boost: float = 1) -> list[Any]:
    """For ``search_fields``, after the same fields as they are written."""
    found: list[Any] = [FoldedField(name, boost=boost) for name in names]
    return found + [FoldedBeginnings(name) for name in names if name in {"title", "body"}]


class Folded:
    """Nothing where a text has no accents: it is in the index already."""

    def get_value(self, obj: Any) -> str:
        text = in_one(super().get_value(obj))  # type: ignore[misc]
        plain = fold(text)
        return plain if plain != text.casefold() else ""


class FoldedField(Folded, index.SearchField):
    pass


class FoldedBeginnings(Folded, index.AutocompleteField):
    pass


def in_one(value: Any) -> str:
    """What a field gives to the index: a text, or lists of them."""
    if isinstance(value, (list, tuple)):
        return ", ".join(in_one(item) for item in value)
    return str(value or "")
