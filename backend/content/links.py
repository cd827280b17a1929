"""Links: what editors fill in, and what the API sends."""

from typing import Any

from django.core.exceptions import ValidationError
from ninja import Field
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from content.response import Response

TARGETS = ("page", "url", "email")


class Link(Response):
    label: str
    href: str = Field(
        description='A site path such as "/about/", an absolute http(s) URL, or a mailto: address.'
    )


class LinkBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=60, help_text="The text of the link.")
    page = blocks.PageChooserBlock(required=False, help_text="A page of this site.")
    url = blocks.URLBlock(required=False, label="URL", help_text="Or: an external web address.")
    email = blocks.EmailBlock(
        required=False, help_text="Or: an email address. Fill in one of the three."
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        given = [name for name in TARGETS if cleaned.get(name)]
        if len(given) != 1:
            fault = "Fill in a page, a URL or an email address, and only one of them."
            raise StructBlockValidationError({(given or TARGETS)[-1]: ValidationError(fault)})
        if given == ["url"] and not cleaned["url"].lower().startswith(("https://", "http://")):
            fault = "The address must start with https:// or http://."
            raise StructBlockValidationError({"url": ValidationError(fault)})
        return cleaned

    class Meta:
        icon = "link"
        label_format = "{label}"


def buttons() -> blocks.ListBlock:
    return blocks.ListBlock(LinkBlock(), max_num=2, default=[], label="Buttons")


def optional_link() -> blocks.ListBlock:
    return blocks.ListBlock(LinkBlock(), max_num=1, default=[], label="Link")
