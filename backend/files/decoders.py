"""How Willow, through which Wagtail reads pictures, opens those that editors upload.

As its own decoder does, but for this:

- Animated PNG and AVIF files are recognised. Their first frame is shown, as of every animation.
- The size is read from the file's head, and nothing is decoded for it.
- Only the formats that are taken are tried.
- Grey in 16 bits becomes grey in 8, where Pillow would cut it off at white.
- Exif data that cannot be read is left out, and does not hide the picture.
"""

from typing import Any, Final

import filetype
from filetype.types.image import Apng, Avif
from PIL import Image
from willow.image import (
    INITIAL_IMAGE_CLASSES,
    AvifImageFile,
    GIFImageFile,
    ImageFile,
    JPEGImageFile,
    PNGImageFile,
    WebPImageFile,
)
from willow.plugins.pillow import PillowImage
from willow.registry import registry

FORMATS: Final = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
KINDS: Final = (AvifImageFile, GIFImageFile, JPEGImageFile, PNGImageFile, WebPImageFile)


class AnimatedAvif(Avif):
    def match(self, buf: bytearray) -> bool:
        return bytes(buf[4:12]) == b"ftypavis"


def register() -> None:
    """Called once, when Django starts."""
    filetype.add_type(AnimatedAvif())
    INITIAL_IMAGE_CLASSES[Apng().extension] = PNGImageFile
    for kind in KINDS:
        registry.register_operation(kind, "get_size", size)
        registry.register_converter(kind, PillowImage, first_frame)


def size(file: ImageFile) -> tuple[int, int]:
    """Width and height in pixels, as stored."""
    file.f.seek(0)
    with Image.open(file.f, formats=FORMATS) as picture:
        return picture.size


def first_frame(file: ImageFile) -> PillowImage:
    file.f.seek(0)
    picture = Image.open(file.f, formats=FORMATS)
    picture.load()
    return PillowImage(in_eight_bits(with_readable_exif(picture)))


def with_readable_exif(picture: Image.Image) -> Image.Image:
    try:
        picture.getexif()
    except Exception:  # Pillow reads it with its TIFF parser, which fails in many ways
        picture.info.pop("exif", None)
        picture.getexif().clear()
    return picture


def in_eight_bits(picture: Image.Image) -> Image.Image:
    """The high byte of each pixel of a picture in 16 bits; any other picture unchanged."""
    high = {"I;16": 1, "I;16L": 1, "I;16B": 0}.get(picture.mode)
    if high is None:
        return picture
    eight = Image.frombytes("L", picture.size, picture.tobytes()[high::2])
    clear: Any = picture.info.get("transparency")
    eight.info = picture.info if clear is None else picture.info | {"transparency": clear >> 8}
    return eight
