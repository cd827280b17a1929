"""The rows that stored content refers to, loaded together."""

from typing import Any

from content import documents, images
from content.body.registry import BLOCKS
from content.public_site import PublicSite
from content.references import References, document_keys, image_keys, keys_named, page_keys


def load(site: PublicSite, *stored: Any, extra_image: int | None = None) -> References:
    """Everything that ``stored`` refers to: three queries, however much that is.

    One more where documents are linked, and one for each other kind of row that is referred to.
    """
    return References(
        site.paths(page_keys(stored)),
        images.load(image_keys(stored) | {extra_image or 0}),
        documents.load(document_keys(stored)),
        {
            name: load_rows(keys_named(name, stored))
            for block in BLOCKS.values()
            for name, load_rows in block.rows.items()
        },
    )
