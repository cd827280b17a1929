"""The list of all projects, or of one semester. Below its page, each project has a page."""

from ninja import Field
from wagtail import blocks

from content.body.page_block import LISTS, PageBlock
from content.references import Raw, References
from content.response import Response


class CatalogueBlock(blocks.StructBlock):
    heading = blocks.CharBlock(required=False, max_length=90)
    semester = blocks.RegexBlock(
        regex=r"^(Spring|Summer|Fall) 20\d\d$",
        required=False,
        error_messages={"invalid": "Write a term and a year, such as Fall 2026."},
        help_text="Show only this semester, such as Fall 2026. Leave it empty for all of them.",
    )

    class Meta:
        icon = "clipboard-list"
        group = LISTS
        label = "Projects"
        label_format = "Projects: {semester} {heading}"


class Catalogue(Response):
    heading: str
    semester: str = Field(description='The only semester shown, such as "fall-2026", or empty.')


def respond(raw: Raw, references: References) -> Catalogue:
    return Catalogue(
        heading=raw.get("heading") or "",
        semester=(raw.get("semester") or "").lower().replace(" ", "-"),
    )


BLOCK = PageBlock("catalogue", Catalogue, CatalogueBlock, respond, at_most=1)
