"""The hero: a page's large heading, with a picture and buttons."""

from collections.abc import Iterable

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from content.body.page_block import WORDS, PageBlock
from content.images import ALT_HELP, Image
from content.links import Link, buttons
from content.references import Raw, References
from content.response import Response


class HeroBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=90)
    text = blocks.TextBlock(required=False, max_length=320, rows=3)
    image = ImageBlock(required=False, help_text=f"Landscape, 1600 pixels or wider. {ALT_HELP}")
    actions = buttons()

    class Meta:
        icon = "title"
        group = WORDS
        label_format = "Hero: {heading}"


class Hero(Response):
    heading: str
    text: str
    image: Image | None
    actions: list[Link]


def respond(raw: Raw, references: References) -> Hero:
    return Hero(
        heading=raw.get("heading") or "",
        text=raw.get("text") or "",
        image=references.image(raw.get("image")),
        actions=references.links(raw.get("actions")),
    )


def picture(stored: Iterable[Raw]) -> int | None:
    """The key of the first picture of a hero in a stored body."""
    heroes = [raw["value"] for raw in stored if raw["type"] == BLOCK.name]
    return next((hero["image"]["image"] for hero in heroes if hero.get("image")), None)


BLOCK = PageBlock("hero", Hero, HeroBlock, respond, at_most=1)
