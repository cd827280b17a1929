"""The site on Amplify and its API on another site, as in production and in every preview."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from delivery.aws.amplify import Branch
from delivery.site import sequence
from delivery.site.settings import SiteSettings
from tests.browser.built_site import BuiltSite, built_site
from tests.running_site import RunningSite
from tests.services.postgres import PostgresServer
from tests.site_fixtures import Seed, site_starter
from tests.standins.amplify import Amplify

MAIN = "main"


@dataclass(frozen=True)
class CrossSite:
    """``api`` is at 127.0.0.1 and ``url`` at localhost: two sites, to a browser."""

    api: RunningSite
    url: str
    amplify: Amplify
    said: list[str]


def visit(page: Page, cross_site: CrossSite) -> Page:
    """``page`` with the pictures that a CDN serves to a deployed site, and Django here."""
    here, there = f"{cross_site.url}/media/", f"{cross_site.api.url}/media/"

    def pass_on(route: Route) -> None:
        route.continue_(url=route.request.url.replace(here, there))

    page.context.route(f"{here}**", pass_on)
    return page


@pytest.fixture(scope="package")
def cross_site(
    postgres_server: PostgresServer, seed: Seed, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CrossSite]:
    """One for all tests; each edits another page of it."""
    with (
        Amplify() as amplify,
        site_starter(postgres_server, seed) as start,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in amplify.environment_of_clients.items():
            patch.setenv(name, value)
        patch.setattr(sequence, "WORK", Path(tmp_path_factory.mktemp("site")))
        url = amplify.hosted(MAIN).replace("127.0.0.1", "localhost")
        api = start(FRONTEND_URL=url)
        said: list[str] = []
        with built_site(f"{api.url}/api", url) as folder:
            made = BuiltSite(folder)
            patch.setattr(sequence, "build", made.build)
            patch.setattr(sequence, "prerender", made.prerender)
            branch = Branch(amplify.app_id, MAIN)
            sequence.deploy(SiteSettings(branch, f"{api.url}/api", url, ""), said.append)
        yield CrossSite(api, url, amplify, said)
