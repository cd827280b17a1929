"""Pages to share, as the content's tests make them."""

from collections.abc import Iterator

import pytest

from tests.caches import clear_caches
from tests.content.conftest import home, make_image, make_page, media, site

__all__ = ["home", "make_image", "make_page", "media", "site"]


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    clear_caches()
    yield
    clear_caches()
