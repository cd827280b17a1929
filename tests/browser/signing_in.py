"""Staff sign in once at each site; afterwards pages begin signed in."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.waiting import DEADLINE
from tests.running_site import RunningSite

# The local sign-in, as `make run` prints it.
USERNAME, PASSWORD = "admin", "innovate-to-grow"

SignedIn = Callable[[RunningSite], StorageState]


def sign_in(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(USERNAME)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title(re.compile("Dashboard"))


@pytest.fixture(scope="package")
def signed_in(browser: Browser) -> SignedIn:
    """``new_page(site, storage_state=signed_in(site))``: a page of somebody who signed in."""
    states: dict[str, StorageState] = {}

    def state_at(site: RunningSite) -> StorageState:
        if site.url not in states:
            with browser.new_context(base_url=site.url) as context:
                context.set_default_timeout(DEADLINE)
                sign_in(context.new_page())
                states[site.url] = context.storage_state()
        return states[site.url]

    return state_at
