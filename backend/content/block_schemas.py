"""What a page's body is made of: one class per block, told apart by ``type``."""

import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field

from content.form_schemas import FormBlock
from content.said import Said


class Link(Said):
    label: str
    href: str = Field(
        description='A site path such as "/about/", an absolute http(s) URL, or a mailto: address.'
    )


class Image(Said):
    src: str
    srcset: str = Field(description='Candidates by width: "url 480w, url 960w, url 1600w".')
    width: int = Field(description="Of the largest candidate, in pixels.")
    height: int
    alt: str = Field(description="Empty only when the picture is decorative.")


class Hero(Said):
    heading: str
    text: str
    image: Image | None
    actions: list[Link]


class RichText(Said):
    html: str = Field(description="Sanitised HTML; links to pages of the site are site paths.")


class Picture(Said):
    image: Image
    caption: str
    wide: bool


class Card(Said):
    title: str
    text: str
    image: Image | None
    link: Link | None


class Cards(Said):
    heading: str
    cards: list[Card]


class CallToAction(Said):
    heading: str
    text: str
    actions: list[Link]


class Table(Said):
    caption: str
    columns: list[str] = Field(description="Empty when the table has no header row.")
    rows: list[list[str]]
    row_headers: bool = Field(description="Whether the first cell of each row heads the row.")


class Sheet(Said):
    heading: str
    sheet: UUID = Field(description="Its rows are at /sheets/{sheet}/.")
    title: str
    rows: int = Field(description="How many there are, to leave room for them.")


class Person(Said):
    name: str
    role: str
    organisation: str
    image: Image | None
    link: Link | None


class People(Said):
    heading: str
    people: list[Person]


class Embed(Said):
    title: str
    provider: str = Field(description='"YouTube" or "Vimeo".')
    url: str = Field(description="The page for people.")
    src: str = Field(description="The address for an iframe.")


class Article(Said):
    """What opens a news page."""

    date: datetime.date
    summary: str
    image: Image | None


class NewsItem(Said):
    title: str
    path: str
    date: datetime.date
    summary: str
    image: Image | None


class News(Said):
    path: str = Field(description="Of the page that lists them.")
    page: int
    pages: int
    items: list[NewsItem] = Field(description="Newest first.")


class Catalogue(Said):
    heading: str
    semester: str = Field(description='The only semester shown, such as "fall-2026", or empty.')


class Schedule(Said):
    heading: str
    event: int | None = Field(description="The event's id; null for the next event.")


class Presentation(Said):
    """A project's talk at an event."""

    event: str
    track: str
    place: str
    starts: datetime.datetime
    ends: datetime.datetime
    time_zone: str
    calendar: str = Field(description="Where its iCalendar file is, below the API's address.")


class Project(Said):
    """What the page of a project says beside its title."""

    semester: str = Field(description='As people say it: "Fall 2026".')
    semester_slug: str = Field(description='As addresses say it: "fall-2026".')
    class_name: str
    team: str
    organisation: str
    industry: str
    abstract: str = Field(description="Plain text; an empty line begins a paragraph.")
    students: list[str]
    presentations: list[Presentation]
    catalogue: str = Field(description="The path of the page with all projects.")


class HeroBlock(Said):
    id: UUID
    type: Literal["hero"] = "hero"
    value: Hero


class RichTextBlock(Said):
    id: UUID
    type: Literal["rich_text"] = "rich_text"
    value: RichText


class ImageBlock(Said):
    id: UUID
    type: Literal["image"] = "image"
    value: Picture


class CardsBlock(Said):
    id: UUID
    type: Literal["cards"] = "cards"
    value: Cards


class CallToActionBlock(Said):
    id: UUID
    type: Literal["call_to_action"] = "call_to_action"
    value: CallToAction


class TableBlock(Said):
    id: UUID
    type: Literal["table"] = "table"
    value: Table


class SheetBlock(Said):
    id: UUID
    type: Literal["sheet"] = "sheet"
    value: Sheet


class PeopleBlock(Said):
    id: UUID
    type: Literal["people"] = "people"
    value: People


class EmbedBlock(Said):
    id: UUID
    type: Literal["embed"] = "embed"
    value: Embed


class ArticleBlock(Said):
    id: UUID
    type: Literal["article"] = "article"
    value: Article


class NewsBlock(Said):
    id: UUID
    type: Literal["news"] = "news"
    value: News


class CatalogueBlock(Said):
    id: UUID
    type: Literal["catalogue"] = "catalogue"
    value: Catalogue


class ScheduleBlock(Said):
    id: UUID
    type: Literal["schedule"] = "schedule"
    value: Schedule


class ProjectBlock(Said):
    id: UUID
    type: Literal["project"] = "project"
    value: Project


Block = Annotated[
    HeroBlock
    | RichTextBlock
    | ImageBlock
    | CardsBlock
    | CallToActionBlock
    | TableBlock
    | SheetBlock
    | PeopleBlock
    | EmbedBlock
    | ArticleBlock
    | NewsBlock
    | CatalogueBlock
    | ScheduleBlock
    | ProjectBlock
    | FormBlock,
    Field(discriminator="type"),
]
