"""A picture with a caption."""

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from content.body.page_block import MEDIA, PageBlock
from content.images import ALT_HELP, Image
from content.references import Raw, References
from content.response import Response


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(help_text=ALT_HELP)
    caption = blocks.CharBlock(required=False, max_length=200)
    wide = blocks.BooleanBlock(required=False, help_text="Wider than the text around it.")

    class Meta:
        icon = "image"
        group = MEDIA
        label_format = "Image: {caption}"


class Picture(Response):
    image: Image
    caption: str
    wide: bool


def respond(raw: Raw, references: References) -> Picture | None:
    image = references.image(raw.get("image"))
    if not image:
        return None
    return Picture(image=image, caption=raw.get("caption") or "", wide=bool(raw.get("wide")))


BLOCK = PageBlock("image", Picture, PictureBlock, respond)
