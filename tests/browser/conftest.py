"""A browser, and pages in it that fail their test when something goes wrong behind its back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.browser.cross_site import cross_site
from tests.browser.own_site import own_site
from tests.browser.signing_in import signed_in
from tests.browser.waiting import DEADLINE
from tests.browser.watch import Watch
from tests.running_site import RunningSite
from tests.services.chromium import Chromium

__all__ = ["cross_site", "own_site", "signed_in"]

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}

expect.set_options(timeout=DEADLINE)

NewPage = Callable[..., Page]


@pytest.fixture(scope="package")  # Playwright's event loop must not be there when others use Django
def browser(chromium: Chromium) -> Iterator[Browser]:
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(**chromium.launch_options) as browser,
    ):
        yield browser


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def new_page(browser: Browser, watch: Watch) -> Iterator[NewPage]:
    """``new_page(site, viewport, **options)``: a page of a visitor who was never here before."""
    contexts = []

    def open_page(site: RunningSite, viewport: ViewportSize = DESKTOP, **options: Any) -> Page:
        context = browser.new_context(base_url=site.url, viewport=viewport, **options)
        context.set_default_timeout(DEADLINE)
        watch.follow(context, site.url)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    watch.verify()


@pytest.fixture
def desktop(new_page: NewPage, site: RunningSite) -> Page:
    return new_page(site, DESKTOP)


@pytest.fixture
def phone(new_page: NewPage, site: RunningSite) -> Page:
    return new_page(site, PHONE)


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, new_page: NewPage, site: RunningSite) -> Page:
    """One test at both widths."""
    return new_page(site, request.param)
