"""The pages, documents and images that stored content points at, loaded all at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from content import documents, images, rich_text, sheets
from content.block_schemas import Image, Link, Sheet
from content.public_site import PublicSite

Raw = Mapping[str, Any]


@dataclass(frozen=True)
class References:
    """Paths of visible pages, renditions of images, sheets, documents' addresses, by key."""

    paths: Mapping[int, str]
    images: Mapping[int, Image]
    sheets: Mapping[int, Sheet] = field(default_factory=dict)
    documents: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def load(cls, site: PublicSite, *stored: Any, extra_image: int | None = None) -> "References":
        """Everything that ``stored`` content refers to, in four queries however much that is.

        A fifth is asked where it links to documents.
        """
        pictures = image_keys(stored) | {extra_image or 0}
        return cls(
            site.paths(page_keys(stored)),
            images.load(pictures),
            sheets.load(sheet_keys(stored)),
            documents.load(document_keys(stored)),
        )

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


def sheet_keys(stored: Any) -> set[int]:
    return keys_named("sheet", stored)


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
