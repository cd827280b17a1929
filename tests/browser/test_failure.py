"""What a visitor sees when something behind the site fails, and afterwards."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.api import EVERYTHING, LAYOUT, PAGES, fail, rewrite
from tests.browser.conftest import NewPage
from tests.browser.watch import Watch, document_of
from tests.running_site import RunningSite

HISTORY = "Innovate to Grow history"
RECOVERY = 15_000  # milliseconds; retries begin after a second and double
LONGEST_PAUSE = 60_000  # milliseconds, which nobody needs to spend waiting for the next retry


@pytest.fixture
def mortal_site(own_site: RunningSite) -> Iterator[RunningSite]:
    """Runs again afterwards, whatever became of the test."""
    yield own_site
    own_site.start()


def test_maintenance_is_explained_and_ends_by_itself(page: Page, watch: Watch) -> None:
    watch.expects("503 /api/")
    end_maintenance = fail(page, EVERYTHING)
    page.clock.install()
    page.goto("/about/history/")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Back in a moment")
    expect(page.get_by_text("We keep trying")).to_be_visible()
    before = document_of(page)
    end_maintenance()
    page.clock.fast_forward(LONGEST_PAUSE)
    expect(heading).to_have_text(HISTORY, timeout=RECOVERY)
    expect(page.get_by_role("contentinfo")).to_be_visible(timeout=RECOVERY)
    expect(page).to_have_title("Innovate to Grow history")
    assert document_of(page) == before


def test_a_visitor_in_a_hurry_need_not_wait_for_the_next_try(desktop: Page, watch: Watch) -> None:
    watch.expects("503 /api/pages/")
    end_maintenance = fail(desktop, PAGES)
    desktop.clock.install()
    desktop.goto("/about/history/")
    again = desktop.get_by_role("button", name="Try again now")
    expect(again).to_be_visible()
    with desktop.expect_response(lambda response: response.status == 503):  # to one more try
        desktop.clock.pause_at(datetime.now(UTC) + timedelta(minutes=2))  # no further one comes
    end_maintenance()
    again.click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text(HISTORY)


def test_a_server_that_is_gone_is_met_with_patience(
    new_page: NewPage, mortal_site: RunningSite, watch: Watch
) -> None:
    watch.expects(r"net::ERR_(CONNECTION_REFUSED|EMPTY_RESPONSE|CONNECTION_RESET) /api/pages/")
    page = new_page(mortal_site)
    page.clock.install()
    page.goto("/about/faq/")  # it has no pictures, which would be missing
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Questions and answers")
    link = page.get_by_role("contentinfo").get_by_role("link", name="Current projects")
    expect(link).to_be_visible()  # menu and footer come by a request of their own
    before = document_of(page)

    mortal_site.kill()
    link.click()
    expect(heading).to_have_text("We cannot reach the site")
    page.go_back()
    expect(heading).to_have_text("Questions and answers")
    page.go_forward()
    expect(heading).to_have_text("We cannot reach the site")

    mortal_site.start()
    page.clock.fast_forward(LONGEST_PAUSE)
    expect(heading).to_have_text("Current projects", timeout=2 * RECOVERY)
    assert document_of(page) == before


def test_without_a_connection_the_last_version_stays(page: Page, watch: Watch) -> None:
    watch.expects("net::ERR_INTERNET_DISCONNECTED /api/pages/")
    page.goto("/about/faq/")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Questions and answers")
    link = page.get_by_role("contentinfo").get_by_role("link", name="Contact")
    expect(link).to_be_visible()
    page.context.set_offline(True)
    link.click()
    expect(heading).to_have_text("You are offline")
    page.context.set_offline(False)
    expect(heading).to_have_text("Contact", timeout=3_000)


def test_a_page_is_shown_without_its_menu(desktop: Page, watch: Watch) -> None:
    watch.expects("503 /api/layout/")
    mend = fail(desktop, LAYOUT)
    desktop.clock.install()
    desktop.goto("/about/history/")
    expect(desktop.get_by_role("heading", level=1)).to_have_text(HISTORY)
    expect(desktop.get_by_role("contentinfo")).to_have_count(0)
    mend()
    desktop.clock.fast_forward(LONGEST_PAUSE)
    expect(desktop.get_by_role("contentinfo")).to_be_visible(timeout=RECOVERY)


def test_the_menu_works_without_the_page(desktop: Page, watch: Watch) -> None:
    watch.expects("503 /api/pages/")
    fail(desktop, f"{PAGES[:-3]}/?path=%2Fcontact%2F")
    desktop.goto("/contact/")
    heading = desktop.get_by_role("heading", level=1)
    expect(heading).to_have_text("Back in a moment")
    desktop.get_by_role("navigation", name="Main").get_by_role("link", name="Sponsors").click()
    expect(heading).to_have_text("They bring the problems, and pay for the aluminum")


UNKNOWN = {"id": "b3a9a1de-2c0e-4b8e-8a53-0d1f6f0f9a01", "type": "hologram", "value": {"depth": 3}}
MALFORMED = [
    {"id": f"b3a9a1de-2c0e-4b8e-8a53-0d1f6f0f9b{number:02}", "type": kind, "value": value}
    for number, (kind, value) in enumerate(
        [
            ("rich_text", {"html": None}),
            ("cards", {"heading": "BROKEN", "cards": None}),
            ("table", {"caption": "BROKEN"}),
            ("people", {"heading": "BROKEN", "people": [None]}),
            ("image", {"caption": "BROKEN", "wide": True}),
            ("embed", {"title": "BROKEN"}),
            ("call_to_action", {"heading": "BROKEN"}),
            ("hero", {"heading": "BROKEN"}),
            ("cards", None),
        ]
    )
]


def insert(page: Page, blocks: list[Any], at: int) -> None:
    def change(found: Any) -> None:
        found["body"][at:at] = blocks

    rewrite(page, PAGES, change)


def test_an_unknown_block_renders_nothing_and_breaks_nothing(page: Page) -> None:
    page.goto("/about/history/")
    expect(page.get_by_role("heading", level=1)).to_have_text(HISTORY)
    usual = page.get_by_role("main").inner_text()
    insert(page, [UNKNOWN], at=1)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(HISTORY)
    assert page.get_by_role("main").inner_text() == usual


def test_broken_blocks_take_nothing_with_them(page: Page, watch: Watch) -> None:
    watch.expects("console .*TypeError")  # React reports what its error boundary caught
    insert(page, MALFORMED, at=1)
    page.goto("/about/history/")
    expect(page.get_by_role("heading", level=1)).to_have_text(HISTORY)
    expect(page.get_by_role("heading", name="A name and a stage")).to_be_visible()
    expect(page.get_by_role("region", name="Growing")).to_be_visible()
    expect(page.get_by_role("contentinfo")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("BROKEN")
