"""A small site, with projects on it."""

from tests.catalogue.conftest import catalogue_page, drone, make_project
from tests.content.conftest import home, make_page, site

__all__ = ["catalogue_page", "drone", "home", "make_page", "make_project", "site"]
