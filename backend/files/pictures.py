"""Pictures in three widths, each made once, in WebP, and never larger than the original.

A picture is tried at upload with what the site will do with it, and its renditions are made when it
is stored and when a page that shows it is published. Visitors only read what was made.

Only the first frame of an animation is decoded, once for all widths, and one picture at a time in
each process: 50 million pixels in four channels take 200 MB.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import Any, Final

import willow
from django.db import DatabaseError
from django.db.models import Count, Q
from django.dispatch import Signal
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, Filter
from willow.plugins.pillow import PillowImage

logger = logging.getLogger(__name__)

SPECS: Final = [f"width-{width}|format-webp|webpquality-75" for width in (480, 960, 1600)]
LONGEST_SIDE: Final = 16_383  # pixels: WebP's limit

decoding = Lock()
renditions_made = Signal()  # of images that pages may show already


class CannotRender(Exception):
    """A picture that can be decoded, of which no rendition can be made, and why."""


class Decoded(PillowImage):
    """A picture that was decoded and turned upright before, for every width."""

    def __init__(self, picture: Any, format_name: str) -> None:
        super().__init__(picture)
        self.format_name = format_name

    def auto_orient(self) -> "Decoded":
        return self

    def crop(self, rect: Any) -> PillowImage:
        """Without the copy that Pillow makes of a whole picture."""
        return self if tuple(rect) == (0, 0, *self.image.size) else super().crop(rect)


class DecodedFilter(Filter):
    def __init__(self, spec: str, picture: Decoded) -> None:
        super().__init__(spec)
        self.picture = picture

    @contextmanager
    def get_willow_image(self, image: AbstractImage, source: Any = None) -> Iterator[Decoded]:
        yield self.picture


@contextmanager
def filters(file: Any, specs: Iterable[str]) -> Iterator[list[DecodedFilter]]:
    """A filter for each of ``specs``, which holds the decoded picture.

    Raises what the picture's decoder raises, which differs by format.
    """
    with decoding:
        file.seek(0)
        original = willow.Image.open(file)
        picture = Decoded(original.auto_orient().get_pillow_image(), original.format_name)
        yield [DecodedFilter(spec, picture) for spec in specs]


def attempt(file: Any) -> None:
    """Make every rendition of a picture that is not stored, and keep none.

    Raises CannotRender, or what the picture's decoder raises.
    """
    image = get_image_model()(file="attempt", width=1, height=1)
    with filters(file, SPECS) as each:
        try:
            for one in each:
                one.run(image, BytesIO())
        except Exception as error:  # each format's encoder fails in its own way
            raise CannotRender(f"{type(error).__name__}: {error}") from error


def make(keys: Iterable[int]) -> None:
    """Make what is missing of the images with these primary keys, and say so to what caches them.

    A failure is logged.
    """
    images = get_image_model().objects.filter(pk__in=set(keys))
    made = [image for image in images if make_renditions(image)]
    if made:
        renditions_made.send(make)


def lacking() -> list[int]:
    """Primary keys of the images that lack a rendition."""
    made = Count("renditions", filter=Q(renditions__filter_spec__in=SPECS))
    images = get_image_model().objects.annotate(made=made).filter(made__lt=len(SPECS))
    return list(images.order_by("pk").values_list("pk", flat=True))


def make_renditions(image: AbstractImage) -> bool:
    """Make those renditions that an image lacks; whether there were any. A failure is logged."""
    existing = image.renditions.filter(filter_spec__in=SPECS)
    made = set(existing.values_list("filter_spec", flat=True))
    missing = [spec for spec in SPECS if spec not in made]
    if not missing:
        return False
    try:
        with image.open_file() as file, filters(file, missing) as each:
            for one in each:
                image.create_rendition(one)
    except DatabaseError:
        raise
    except Exception as error:  # each storage and each format fails in its own way
        logger.warning("Image %s (%s) cannot be shown: %s", image.pk, image.title, error)
        return False
    return True
