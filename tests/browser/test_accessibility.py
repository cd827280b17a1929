"""What axe finds, what a screen reader is told, and what moves."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.api import PAGES, Held
from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.watch import Watch
from tests.running_site import RunningSite

SHOWN = {
    "/": "Three classes, one event",  # hero, text, cards, a call to action
    "/about/engineering-capstone/": "Site visit, interviews, scope",  # a picture and a table
    "/contact/": "Amara Okonjo-Reyes",  # people
    "/search/?q=team": "Page 1 of 24",
    "/search/?q=zeppelin": "Nothing found",
    "/nowhere/": "Page not found",
}


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone-dark", "desktop"]
)
@pytest.mark.parametrize("address", SHOWN)
def test_axe_finds_nothing(
    new_page: NewPage,
    site: RunningSite,
    watch: Watch,
    address: str,
    viewport: ViewportSize,
    scheme: str,
) -> None:
    if address == "/nowhere/":
        watch.expects("404 /api/pages/")
    page = new_page(site, viewport, color_scheme=scheme)
    page.goto(address)
    expect(page.get_by_role("main")).to_contain_text(SHOWN[address])
    expect(page.get_by_role("contentinfo")).to_be_visible()
    assert violations(page) == []


def test_axe_finds_nothing_in_the_open_phone_menu(phone: Page) -> None:
    phone.goto("/about/")
    phone.get_by_role("button", name="Menu").click()
    expect(phone.get_by_role("dialog", name="Menu")).to_be_visible()
    assert violations(phone) == []


def test_axe_finds_nothing_in_an_open_submenu(desktop: Page) -> None:
    desktop.goto("/about/")
    desktop.get_by_role("button", name="About: more pages").press("Enter")
    expect(desktop.get_by_role("link", name="Questions and answers").first).to_be_visible()
    assert violations(desktop) == []


def test_axe_would_find_something(desktop: Page) -> None:
    desktop.goto("/about/engineering-capstone/")
    desktop.locator("main img").evaluate("image => image.removeAttribute('alt')")
    assert [line.split(" at ")[0] for line in violations(desktop)] == ["image-alt"]


def test_a_slow_page_is_announced_and_then_its_heading_read(page: Page) -> None:
    page.goto("/projects/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Built for somebody")
    response = Held(page, PAGES)
    page.get_by_role("main").get_by_role("link", name="Past projects").first.click()
    expect(page.get_by_role("status")).to_have_text("Loading")
    response.release()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Past projects")
    expect(heading).to_be_focused()
    expect(page.get_by_role("status")).to_be_empty()


@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
def test_nothing_is_animated_for_those_who_asked_for_it(
    new_page: NewPage, site: RunningSite, motion: str, moves: bool
) -> None:
    page = new_page(site, reduced_motion=motion)
    response = Held(page, PAGES)
    page.goto("/")
    expect(page.locator(".skeleton")).to_be_visible()
    assert bool(page.evaluate("document.getAnimations().length")) is moves
    behaviour = page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
    assert behaviour == ("smooth" if moves else "auto")
    response.release()
    card = page.get_by_role("heading", name="Engineering Capstone")
    card.hover()
    assert bool(page.evaluate("document.getAnimations().length")) is moves
