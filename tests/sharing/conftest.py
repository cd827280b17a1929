"""Pages to share, as the content's tests make them."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.content.conftest import home, make_image, make_page, media, site

__all__ = ["home", "make_image", "make_page", "media", "site"]


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()
