"""References in stored content: to pages, documents, images and rows of apps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from content import rich_text
from content.images import Image
from content.links import Link

Raw = Mapping[str, Any]


@dataclass(frozen=True)
class References:
    """Paths of visible pages, renditions of images, addresses of documents, all by primary key.

    ``rows`` has what blocks refer to besides: by the name of the stored value, then by primary key.
    """

    paths: Mapping[int, str]
    images: Mapping[int, Image]
    documents: Mapping[int, str] = field(default_factory=dict)
    rows: Mapping[str, Mapping[int, Any]] = field(default_factory=dict)

    def row(self, name: str, raw: Raw) -> Any:
        """What the stored value of that name refers to; None where the row is gone."""
        return self.rows.get(name, {}).get(raw.get(name) or 0)

    def image(self, raw: Raw | None) -> Image | None:
        """A stored image with its alternative text; None when there is nothing to show."""
        image = self.images.get((raw or {}).get("image") or 0)
        if image is None or raw is None:
            return None
        alt = "" if raw.get("decorative") else raw.get("alt_text") or ""
        return image.model_copy(update={"alt": alt})

    def link(self, raw: Raw) -> Link | None:
        """A stored link; None when it leads to a page that the public may not see."""
        href = self.href(raw)
        return Link(label=raw.get("label") or "", href=href) if href else None

    def links(self, raws: Sequence[Raw] | None) -> list[Link]:
        """Links of a stored list, whose items are ``{"id", "type", "value"}``."""
        return [link for raw in items(raws) if (link := self.link(raw))]

    def href(self, raw: Raw) -> str | None:
        if raw.get("page"):
            return self.paths.get(raw["page"])
        if raw.get("email"):
            return f"mailto:{raw['email']}"
        return rich_text.safe_href(raw.get("url") or "")


def items(stored: Sequence[Raw] | None) -> list[Raw]:
    """The values of a stored list or stream."""
    return [item["value"] for item in stored or []]


def page_keys(stored: Any) -> set[int]:
    return linked_keys("page", stored) | keys_named("page", stored)


def document_keys(stored: Any) -> set[int]:
    return linked_keys("document", stored)


def linked_keys(kind: str, stored: Any) -> set[int]:
    """Of what rich text anywhere in ``stored`` links to."""
    texts = (value for value in values(stored) if isinstance(value, str) and "linktype" in value)
    return {key for text in texts for key in rich_text.linked(kind, text)}


def image_keys(stored: Any) -> set[int]:
    return keys_named("image", stored)


def keys_named(name: str, stored: Any) -> set[int]:
    return {
        value[name]
        for value in values(stored)
        if isinstance(value, Mapping) and isinstance(value.get(name), int)
    }


def values(stored: Any) -> Iterator[Any]:
    """``stored`` and every value inside it, at any depth."""
    yield stored
    if isinstance(stored, Mapping):
        for value in stored.values():
            yield from values(value)
    elif isinstance(stored, Sequence) and not isinstance(stored, str):
        for value in stored:
            yield from values(value)
