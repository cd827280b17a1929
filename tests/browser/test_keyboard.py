"""The whole site without a mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.api import Held
from tests.browser.watch import document_of

FOCUSED_WITHIN = "selector => Boolean(document.activeElement.closest(selector))"


def test_the_first_stop_skips_to_the_content(page: Page) -> None:
    page.goto("/about/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED_WITHIN, "main")


def test_a_submenu_opens_closes_and_gives_the_focus_back(desktop: Page) -> None:
    desktop.goto("/")
    menu = desktop.get_by_role("navigation", name="Main")
    button = menu.get_by_role("button", name="About: more pages")
    child = menu.get_by_role("link", name="Engineering Capstone")
    tab_to(desktop, "About: more pages")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")

    for key in ("Enter", "Space"):
        desktop.keyboard.press(key)
        expect(button).to_have_attribute("aria-expanded", "true")
        desktop.keyboard.press("Tab")
        expect(child).to_be_focused()
        expect(child).to_be_in_viewport()
        desktop.keyboard.press("Escape")
        expect(button).to_be_focused()
        expect(button).to_have_attribute("aria-expanded", "false")
        expect(child).to_be_hidden()


def test_leaving_a_submenu_closes_it(desktop: Page) -> None:
    desktop.goto("/")
    tab_to(desktop, "Event: more pages")
    desktop.keyboard.press("Enter")
    last = desktop.get_by_role("navigation", name="Main").get_by_role("link", name="Past events")
    expect(last).to_be_visible()
    for _ in range(4):
        desktop.keyboard.press("Tab")
    expect(last).to_be_hidden()


def test_a_page_chosen_in_a_submenu_takes_the_focus(desktop: Page) -> None:
    desktop.goto("/")
    before = document_of(desktop)
    tab_to(desktop, "Event: more pages")
    for key in ("Enter", "Tab", "Tab", "Enter"):
        desktop.keyboard.press(key)
    heading = desktop.get_by_role("heading", level=1)
    expect(heading).to_have_text("Judges")
    expect(heading).to_be_focused()
    expect(desktop.get_by_role("button", name="Event: more pages")).to_have_attribute(
        "aria-expanded", "false"
    )
    assert document_of(desktop) == before


def test_the_phone_menu_keeps_the_focus_and_gives_it_back(phone: Page) -> None:
    phone.goto("/")
    button = phone.get_by_role("button", name="Menu", exact=True)
    tab_to(phone, "Menu")
    phone.keyboard.press("Enter")
    dialog = phone.get_by_role("dialog", name="Menu")
    expect(dialog).to_be_visible()
    outside = (
        "document.activeElement !== document.body && !document.activeElement.closest('dialog')"
    )
    stops = len(dialog.get_by_role("link").all()) + 2
    for _ in range(2 * stops):
        assert not phone.evaluate(outside)
        phone.keyboard.press("Tab")
    phone.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.parametrize("fetched", ["before", "after"])
def test_the_phone_menu_leads_to_a_page_which_takes_the_focus(phone: Page, fetched: str) -> None:
    phone.goto("/")
    tab_to(phone, "Menu")
    phone.keyboard.press("Enter")
    link = phone.get_by_role("dialog").get_by_role("link", name="Judges")
    response = Held(phone, "**/api/pages/?path=%2Fevent%2Fjudges%2F")
    link.focus()  # which asks for the page
    if fetched == "before":
        with phone.expect_event("requestfinished"):
            response.release()
    link.press("Enter")
    response.release()
    heading = phone.get_by_role("heading", level=1)
    expect(heading).to_have_text("Judges")
    expect(heading).to_be_focused()


def test_a_wide_table_scrolls_by_keyboard(phone: Page) -> None:
    phone.goto("/sponsors/")
    table = phone.get_by_role("region", name=re.compile("Levels"))
    table.focus()
    phone.keyboard.press("ArrowRight")
    phone.wait_for_function("frame => frame.scrollLeft > 0", arg=table.element_handle())


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element with this label has the focus; twenty times at most."""
    expect(page.get_by_role("contentinfo")).to_be_visible()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == name:
            return
    raise AssertionError(f"Twenty Tabs do not lead to {name}.")
