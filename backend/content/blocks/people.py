"""People with their roles and portraits."""

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from content.body.page_block import GROUPS, PageBlock
from content.images import ALT_HELP, Image
from content.links import Link, optional_link
from content.references import Raw, References, items
from content.response import Response


class PersonBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=90)
    role = blocks.CharBlock(required=False, max_length=120)
    organisation = blocks.CharBlock(required=False, max_length=120)
    image = ImageBlock(required=False, help_text=f"A square portrait. {ALT_HELP}")
    link = optional_link()

    class Meta:
        icon = "user"
        label_format = "{name}"


class PeopleBlock(blocks.StructBlock):
    heading = blocks.CharBlock(required=False, max_length=90)
    people = blocks.ListBlock(PersonBlock(), min_num=1, max_num=60)

    class Meta:
        icon = "group"
        group = GROUPS
        label_format = "People: {heading}"


class Person(Response):
    name: str
    role: str
    organisation: str
    image: Image | None
    link: Link | None


class People(Response):
    heading: str
    people: list[Person]


def respond(raw: Raw, references: References) -> People:
    return People(
        heading=raw.get("heading") or "",
        people=[
            Person(
                name=person.get("name") or "",
                role=person.get("role") or "",
                organisation=person.get("organisation") or "",
                image=references.image(person.get("image")),
                link=next(iter(references.links(person.get("link"))), None),
            )
            for person in items(raw.get("people"))
        ],
    )


BLOCK = PageBlock("people", People, PeopleBlock, respond)
