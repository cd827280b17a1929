"""A video of YouTube or Vimeo."""

from typing import Any

from django.core.exceptions import ValidationError
from ninja import Field
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from content.body.page_block import MEDIA, PageBlock
from content.embeds import video
from content.references import Raw, References
from content.response import Response


class EmbedBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, help_text="What the video shows, in a few words.")
    url = blocks.URLBlock(label="URL", help_text="The address of a YouTube or Vimeo video.")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not video(cleaned["url"]):
            fault = "Only YouTube and Vimeo work here. Paste the address of the video."
            raise StructBlockValidationError({"url": ValidationError(fault)})
        return cleaned

    class Meta:
        label = "Video"
        icon = "media"
        group = MEDIA
        label_format = "Video: {title}"


class Embed(Response):
    title: str
    provider: str = Field(description='"YouTube" or "Vimeo".')
    url: str = Field(description="The page for people.")
    src: str = Field(description="The address for an iframe.")


def respond(raw: Raw, references: References) -> Embed | None:
    found = video(raw.get("url") or "")
    if not found:
        return None
    return Embed(
        title=raw.get("title") or "", provider=found.provider, url=found.url, src=found.src
    )


BLOCK = PageBlock("embed", Embed, EmbedBlock, respond)
