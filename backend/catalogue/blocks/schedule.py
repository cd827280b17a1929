"""An event's schedule."""

from ninja import Field
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from content.body.page_block import LISTS, PageBlock
from content.references import Raw, References
from content.response import Response


class ScheduleBlock(blocks.StructBlock):
    heading = blocks.CharBlock(required=False, max_length=90)
    event = SnippetChooserBlock(
        "catalogue.Event", required=False, help_text="Leave it empty for the next event."
    )

    class Meta:
        icon = "date"
        group = LISTS
        label = "Event schedule"
        label_format = "Schedule: {heading}"


class Schedule(Response):
    heading: str
    event: int | None = Field(description="The event's id; null for the next event.")


def respond(raw: Raw, references: References) -> Schedule:
    return Schedule(heading=raw.get("heading") or "", event=raw.get("event"))


BLOCK = PageBlock("schedule", Schedule, ScheduleBlock, respond)
