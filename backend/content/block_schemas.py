"""What a page's body is made of: one class per block, told apart by ``type``."""

from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema


class Link(Schema):
    label: str
    href: str = Field(
        description='A site path such as "/about/", an absolute http(s) URL, or a mailto: address.'
    )


class Image(Schema):
    src: str
    srcset: str = Field(description='Candidates by width: "url 480w, url 960w, url 1600w".')
    width: int = Field(description="Of the largest candidate, in pixels.")
    height: int
    alt: str = Field(description="Empty only when the picture is decorative.")


class Hero(Schema):
    heading: str
    text: str
    image: Image | None
    actions: list[Link]


class RichText(Schema):
    html: str = Field(description="Sanitised HTML; links to pages of the site are site paths.")


class Picture(Schema):
    image: Image
    caption: str
    wide: bool


class Card(Schema):
    title: str
    text: str
    image: Image | None
    link: Link | None


class Cards(Schema):
    heading: str
    cards: list[Card]


class CallToAction(Schema):
    heading: str
    text: str
    actions: list[Link]


class Table(Schema):
    caption: str
    columns: list[str] = Field(description="Empty when the table has no header row.")
    rows: list[list[str]]
    row_headers: bool = Field(description="Whether the first cell of each row heads the row.")


class Person(Schema):
    name: str
    role: str
    organisation: str
    image: Image | None
    link: Link | None


class People(Schema):
    heading: str
    people: list[Person]


class Embed(Schema):
    title: str
    provider: str = Field(description='"YouTube" or "Vimeo".')
    url: str = Field(description="The page for people.")
    src: str = Field(description="The address for an iframe.")


class HeroBlock(Schema):
    id: UUID
    type: Literal["hero"] = "hero"
    value: Hero


class RichTextBlock(Schema):
    id: UUID
    type: Literal["rich_text"] = "rich_text"
    value: RichText


class ImageBlock(Schema):
    id: UUID
    type: Literal["image"] = "image"
    value: Picture


class CardsBlock(Schema):
    id: UUID
    type: Literal["cards"] = "cards"
    value: Cards


class CallToActionBlock(Schema):
    id: UUID
    type: Literal["call_to_action"] = "call_to_action"
    value: CallToAction


class TableBlock(Schema):
    id: UUID
    type: Literal["table"] = "table"
    value: Table


class PeopleBlock(Schema):
    id: UUID
    type: Literal["people"] = "people"
    value: People


class EmbedBlock(Schema):
    id: UUID
    type: Literal["embed"] = "embed"
    value: Embed


Block = Annotated[
    HeroBlock
    | RichTextBlock
    | ImageBlock
    | CardsBlock
    | CallToActionBlock
    | TableBlock
    | PeopleBlock
    | EmbedBlock,
    Field(discriminator="type"),
]
