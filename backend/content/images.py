"""Pictures as the API describes them: by renditions that were made before."""

import logging
from collections.abc import Iterable

from ninja import Field
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, AbstractRendition

from content.response import Response
from files.pictures import SPECS

logger = logging.getLogger(__name__)

COMMON_SCREEN = 960
ALT_HELP = "Alt text: say what the picture shows, for people who cannot see it."


class Image(Response):
    src: str
    srcset: str = Field(description='Candidates by width: "url 480w, url 960w, url 1600w".')
    width: int = Field(description="Of the largest candidate, in pixels.")
    height: int
    alt: str = Field(description="Empty only when the picture is decorative.")


def load(keys: Iterable[int]) -> dict[int, Image]:
    """Images by primary key, without alternative text. Two queries.

    An image without renditions is left out, and logged: ``files.pictures`` makes them when the
    image is stored and when its page is published, never while a visitor waits.
    """
    images = get_image_model().objects.filter(pk__in=set(keys)).prefetch_renditions(*SPECS)
    return {image.pk: described for image in images if (described := find(image))}


def find(image: AbstractImage) -> Image | None:
    """One image in those of its widths that exist.

    A narrow original has its own width in several. The first of them is taken, for the database
    returns them in any order. A width has no focal point, so a specification has one rendition;
    Wagtail would load the hooks of all apps, and the admin with them, to find that out.
    """
    found = {one.filter_spec: one for one in image.prefetched_renditions}
    widths = {found[spec].width: found[spec] for spec in reversed(SPECS) if spec in found}
    if not widths:
        logger.warning("Image %s (%s) has no renditions", image.pk, image.title)
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
