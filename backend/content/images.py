"""Pictures in three widths, each made once and never larger than the original."""

import logging
from collections.abc import Iterable

from django.db import DatabaseError
from ninja import Field
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, AbstractRendition

from content.response import Response

logger = logging.getLogger(__name__)

SPECS = [f"width-{width}|format-webp|webpquality-75" for width in (480, 960, 1600)]
COMMON_SCREEN = 960
ALT_HELP = "Alt text tells people who cannot see the picture what it shows."


class Image(Response):
    src: str
    srcset: str = Field(description='Candidates by width: "url 480w, url 960w, url 1600w".')
    width: int = Field(description="Of the largest candidate, in pixels.")
    height: int
    alt: str = Field(description="Empty only when the picture is decorative.")


def load(keys: Iterable[int]) -> dict[int, Image]:
    """Images by primary key, without alternative text. Two queries when every width exists.

    An image whose file cannot be read is left out, and logged.
    """
    images = get_image_model().objects.filter(pk__in=set(keys)).prefetch_renditions(*SPECS)
    return {image.pk: rendered for image in images if (rendered := render(image))}


def render(image: AbstractImage) -> Image | None:
    """One image in its widths, made now where they are missing."""
    try:
        widths = {r.width: r for r in image.get_renditions(*SPECS).values()}
    except DatabaseError:
        raise
    except Exception as error:  # each storage and each image format fails in its own way
        logger.warning("Image %s (%s) cannot be shown: %s", image.pk, image.title, error)
        return None
    return describe([widths[width] for width in sorted(widths)])


def describe(renditions: list[AbstractRendition]) -> Image:
    """``renditions`` from narrow to wide."""
    usual = [r for r in renditions if r.width <= COMMON_SCREEN] or renditions
    return Image(
        src=usual[-1].url,
        srcset=", ".join(f"{r.url} {r.width}w" for r in renditions),
        width=renditions[-1].width,
        height=renditions[-1].height,
        alt="",
    )
