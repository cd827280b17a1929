"""What somebody said."""

from wagtail import blocks

from content.body.page_block import WORDS, PageBlock
from content.references import Raw, References
from content.response import Response


class QuotationBlock(blocks.StructBlock):
    words = blocks.TextBlock(max_length=400, rows=3)
    speaker = blocks.CharBlock(max_length=90)

    class Meta:
        icon = "openquote"
        group = WORDS
        label_format = "Quotation: {speaker}"


class Quotation(Response):
    words: str
    speaker: str


def respond(raw: Raw, references: References) -> Quotation | None:
    words = raw.get("words") or ""
    return Quotation(words=words, speaker=raw.get("speaker") or "") if words else None


BLOCK = PageBlock("quotation", Quotation, QuotationBlock, respond)
