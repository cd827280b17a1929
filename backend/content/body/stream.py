"""A page's body: the stream that editors fill in, and the blocks that the API sends.

Wagtail would look up each rich text's links and each kind of block's images on their own. What is
stored says which they are, so ``references`` loads them together, and here they are only read.
"""

from collections.abc import Sequence
from uuid import NAMESPACE_OID, UUID, uuid5

from wagtail import blocks

from content import rich_text
from content.body.page_block import BlockResponse
from content.body.registry import BLOCKS
from content.references import Raw, References

AT_MOST = 40  # blocks on one page


def stream_block() -> blocks.StreamBlock:
    """What editors fill in."""
    placed = {name: block for name, block in BLOCKS.items() if block.stored}
    counts = {name: {"max_num": block.at_most} for name, block in placed.items() if block.at_most}
    return blocks.StreamBlock(
        [(name, block.stored()) for name, block in placed.items() if block.stored],
        required=False,
        max_num=AT_MOST,
        block_counts=counts,
    )


def responses(stored: Sequence[Raw], references: References) -> list[BlockResponse]:
    """Blocks in order. A block of an unknown type, or with nothing left to show, is left out."""
    made = []
    for position, raw in enumerate(stored):
        block = BLOCKS.get(raw["type"])
        if block and block.respond and (value := block.respond(raw["value"], references)):
            made.append(block.make(_identity(raw, position), value))
    return made


def _identity(raw: Raw, position: int) -> UUID:
    """Wagtail gives each block an id as it saves; what came another way gets its place's."""
    try:
        return UUID(raw["id"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return uuid5(NAMESPACE_OID, f"{position} {raw['type']}")


def excerpt(stored: Sequence[Raw]) -> str:
    """The first words of a body: of a hero, of rich text, of a call to action, of a card."""
    for raw in stored:
        value = raw["value"]
        found = value if isinstance(value, str) else (value or {}).get("text")
        if found and (words := rich_text.plain(found)):
            return words
    return ""
