"""Cards: titles with a few words, a picture and a link each."""

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from content.body.page_block import GROUPS, PageBlock
from content.images import ALT_HELP, Image
from content.links import Link, optional_link
from content.references import Raw, References, items
from content.response import Response


class CardBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=90)
    text = blocks.TextBlock(required=False, max_length=320, rows=3)
    image = ImageBlock(required=False, help_text=ALT_HELP)
    link = optional_link()

    class Meta:
        icon = "doc-full"
        label_format = "{title}"


class CardsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(required=False, max_length=90)
    cards = blocks.ListBlock(CardBlock(), min_num=1, max_num=24)

    class Meta:
        icon = "grip"
        group = GROUPS
        label_format = "Cards: {heading}"


class Card(Response):
    title: str
    text: str
    image: Image | None
    link: Link | None


class Cards(Response):
    heading: str
    cards: list[Card]


def respond(raw: Raw, references: References) -> Cards:
    return Cards(
        heading=raw.get("heading") or "",
        cards=[
            Card(
                title=card.get("title") or "",
                text=card.get("text") or "",
                image=references.image(card.get("image")),
                link=next(iter(references.links(card.get("link"))), None),
            )
            for card in items(raw.get("cards"))
        ],
    )


BLOCK = PageBlock("cards", Cards, CardsBlock, respond)
