"""Text with headings, lists, quotations and links."""

from ninja import Field
from wagtail import blocks

from content import rich_text
from content.body.page_block import WORDS, PageBlock
from content.references import References
from content.response import Response


class RichText(Response):
    html: str = Field(description="Sanitised HTML; links to pages of the site are site paths.")


def respond(raw: str, references: References) -> RichText | None:
    html = rich_text.html(raw or "", references.paths, references.documents)
    return RichText(html=html) if html.strip() else None


def stored() -> blocks.Block:
    return blocks.RichTextBlock(icon="pilcrow", group=WORDS, label="Text")


BLOCK = PageBlock("rich_text", RichText, stored, respond)
