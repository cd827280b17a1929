"""Twice the text size on a phone, and choices that are as wide as what they offer."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, NewPage
from tests.running_site import RunningSite

PATHS = ["/", "/projects/all/", "/event/schedule/", "/event/judges/", "/contact/write/", "/search/"]
LARGE = "document.documentElement.style.fontSize = '200%'"
# What is wider than the window or than the box that cuts it off; what scrolls by itself may be.
CUT_OFF = """() => [...document.querySelectorAll('#root *')].filter((element) => {
  if (element.closest('.visually-hidden, .sheet__frame, .table-frame, dialog:not([open])')) return;
  const box = element.getBoundingClientRect();
  if (box.width === 0) return false;
  return box.left < -1 || box.right > document.documentElement.clientWidth + 1;
}).map((element) => element.outerHTML.slice(0, 100))"""
# The choices that have less room than their longest one needs, though others get some.
CUT_CHOICES = """() => [...document.querySelectorAll('main select')].filter((select) => {
  const room = select.parentElement.parentElement.clientWidth;
  const now = select.getBoundingClientRect().width;
  select.style.width = 'max-content';
  const needed = select.getBoundingClientRect().width;
  select.style.width = '';
  return now < Math.min(needed, room * 0.8) - 1;
}).map((select) => select.parentElement.textContent.slice(0, 40))"""


@pytest.mark.parametrize("width", [320, PHONE["width"]])
def test_nothing_is_cut_off_in_text_of_twice_the_size(
    new_page: NewPage, site: RunningSite, width: int
) -> None:
    phone = new_page(site, {"width": width, "height": 800})
    for path in PATHS:
        phone.goto(path)
        expect(phone.locator("main[aria-busy=true]")).to_have_count(0)
        phone.evaluate(LARGE)
        assert phone.evaluate(CUT_OFF) == [], path
        assert phone.evaluate("document.documentElement.scrollWidth") == width, path
    phone.get_by_role("button", name="Menu", exact=True).click()
    expect(phone.get_by_role("dialog", name="Menu")).to_be_in_viewport()


def test_a_tablet_that_is_turned_while_its_menu_is_open_can_be_used(
    new_page: NewPage, site: RunningSite
) -> None:
    tablet = new_page(site, {"width": 820, "height": 1180})
    tablet.goto("/")
    tablet.get_by_role("button", name="Menu", exact=True).click()
    tablet.set_viewport_size({"width": 1180, "height": 820})
    tablet.get_by_role("button", name="Close menu").click()
    tablet.get_by_role("banner").get_by_role("link", name="Search").click()
    expect(tablet).to_have_url(re.compile("/search/"))


def test_choices_are_as_wide_as_what_they_offer(page: Page) -> None:
    page.goto("/projects/all/?class=Engineering+Capstone")
    expect(page.get_by_label("Industry")).to_be_visible()
    assert page.evaluate(CUT_CHOICES) == []
    page.goto("/event/teams/")
    page.get_by_role("button", name="Filter").click()
    assert page.evaluate(CUT_CHOICES) == []
