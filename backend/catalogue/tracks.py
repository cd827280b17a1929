"""The blocks of a schedule: tracks, and the talks in each track."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock


class TalkBlock(blocks.StructBlock):
    starts = blocks.TimeBlock()
    minutes = blocks.IntegerBlock(min_value=5, max_value=600, default=15)
    project = SnippetChooserBlock("catalogue.Project", required=False)
    title = blocks.CharBlock(
        required=False, max_length=200, help_text="Leave empty to use the project's title."
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned["project"] and not cleaned["title"]:
            fault = "Give a project or a title."
            raise StructBlockValidationError({"title": ValidationError(fault)})
        return cleaned

    class Meta:
        icon = "user"
        label_format = "{starts} {title}"


class TrackBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=90)
    place = blocks.CharBlock(required=False, max_length=120, help_text="For example, a room.")
    talks = blocks.ListBlock(TalkBlock(), min_num=1, max_num=80)

    class Meta:
        icon = "list-ul"
        label_format = "{name}"
