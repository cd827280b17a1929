"""A small site, with projects on it. In these tests ``site`` is one that runs."""

import pytest
from wagtail.models import Site

from content.models import HomePage
from tests.catalogue.conftest import catalogue_page, drone, make_project
from tests.content.conftest import MakePage, make_page

__all__ = ["catalogue_page", "drone", "make_page", "make_project"]


def pytest_configure(config: pytest.Config) -> None:
    """Schemathesis is an option of pytest's that only these tests have."""
    config.pluginmanager.import_plugin("schemathesis.pytest.plugin")


@pytest.fixture
def home(db: None) -> HomePage:
    page: HomePage = Site.objects.get(is_default_site=True).root_page.specific
    return page


@pytest.fixture
def orchard(make_page: MakePage) -> None:
    make_page(
        "Orchard drone",
        body=[
            ("rich_text", "<p>A thermal camera over almonds.</p>"),
            ("cards", {"heading": "", "cards": []}),
            ("table", {"data": [["Team", "Partner"], ["CAP-104", "Quail Hollow"]]}),
        ],
    )
    make_page("Canal sensor", search_description="Warns of floods", body=[("rich_text", "Water")])
