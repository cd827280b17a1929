"""Pages to share, as the content's tests make them."""

from tests.content.conftest import home, make_image, make_page, media, site

__all__ = ["home", "make_image", "make_page", "media", "site"]
