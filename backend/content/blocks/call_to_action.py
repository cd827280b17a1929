"""A call to action: a heading, a few words and buttons."""

from wagtail import blocks

from content.body.page_block import WORDS, PageBlock
from content.links import Link, LinkBlock
from content.references import Raw, References
from content.response import Response


class CallToActionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=90)
    text = blocks.TextBlock(required=False, max_length=320, rows=3)
    actions = blocks.ListBlock(LinkBlock(), min_num=1, max_num=2, label="Buttons")

    class Meta:
        icon = "arrow-right-full"
        group = WORDS
        label_format = "Call to action: {heading}"


class CallToAction(Response):
    heading: str
    text: str
    actions: list[Link]


def respond(raw: Raw, references: References) -> CallToAction:
    return CallToAction(
        heading=raw.get("heading") or "",
        text=raw.get("text") or "",
        actions=references.links(raw.get("actions")),
    )


BLOCK = PageBlock("call_to_action", CallToAction, CallToActionBlock, respond)
