"""The same rows on a phone: each a card, with the name of its column beside each value."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.measures import OBSERVE_SHIFTS, layout_shifts
from tests.browser.own_site import MANY
from tests.running_site import RunningSite

LABELS = "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
OVERFLOW = "element => element.scrollWidth - element.clientWidth"


@pytest.fixture
def cards(new_page: NewPage, own_site: RunningSite) -> Page:
    page = new_page(own_site, PHONE, has_touch=True)
    page.add_init_script(OBSERVE_SHIFTS)
    page.goto(MANY)
    expect(page.locator(".sheet__summary")).to_have_text("2,000 rows")
    return page


def frame(page: Page) -> Locator:
    return page.locator(".sheet__frame")


# Again and again, for rows that turn into cards, and back, change where the end is. Over when the
# last row is on the screen and did not move since the frame before.
TO_THE_END = """() => {
  const frame = document.querySelector('.sheet__frame');
  const row = frame.querySelector("[role=row][aria-rowindex='2001']");
  if (!row) {
    frame.scrollTop = frame.scrollHeight;
    scrollTo({ top: frame.offsetTop + frame.scrollHeight, behavior: 'instant' });
  }
  row?.scrollIntoView({ block: 'nearest', behavior: 'instant' });
  const top = row?.getBoundingClientRect().top ?? -1;
  const still = top === window.topOfLastRow;
  window.topOfLastRow = top;
  return still && top >= 0 && top < innerHeight;
}"""


def row(page: Page, number: int) -> Locator:
    """Of the sheet, as everybody counts, the header being the first."""
    return frame(page).locator(f"[role=row][aria-rowindex='{number}']")


def test_each_value_stands_beside_the_name_of_its_column(cards: Page) -> None:
    cells = row(cards, 2).get_by_role("cell")
    labels = cells.evaluate_all(LABELS)
    names = ["Number", "Team", "Class", "Hall", "Project", "Partner", "Cost", "Day"]
    assert [label.split('"')[1] for label in labels] == names
    places = [cell.bounding_box() for cell in cells.all()]
    assert all(place and place["width"] < PHONE["width"] for place in places)
    tops = [place["y"] for place in places if place]
    assert tops == sorted(set(tops)), "one below the other"


def test_it_is_still_a_table_to_those_who_hear_it(cards: Page) -> None:
    """The browser's own tree: what CSS lays out as a block is no table in it without a role."""
    session = cards.context.new_cdp_session(cards)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    roles = [node["role"]["value"] for node in nodes if not node["ignored"]]
    assert roles.count("table") == 1
    assert roles.count("columnheader") == 8
    assert roles.count("row") == frame(cards).locator("tr:not([aria-hidden])").count()
    assert roles.count("cell") == 8 * (roles.count("row") - 1)
    assert row(cards, 2).get_by_role("cell", name="Team 1910", exact=True).count() == 1


def test_they_flow_in_the_page(cards: Page) -> None:
    """Nothing scrolls inside it, what follows comes after the last card, and the head stays."""
    overflow = (
        "frame => [getComputedStyle(frame).overflow, frame.scrollHeight - frame.clientHeight]"
    )
    assert frame(cards).evaluate(overflow) == ["visible", 0]
    cards.wait_for_function(TO_THE_END)
    last, after = row(cards, 2001).bounding_box(), cards.get_by_text("After it").bounding_box()
    assert last
    assert after
    assert last["y"] + last["height"] <= after["y"]
    expect(frame(cards).get_by_role("button", name="Team")).to_be_in_viewport()


def test_nothing_is_wider_than_the_phone(cards: Page) -> None:
    assert cards.locator("html").evaluate(OVERFLOW) == 0
    assert frame(cards).evaluate(OVERFLOW) == 0


def test_any_column_sorts_from_wherever_one_has_scrolled_to(cards: Page) -> None:
    cards.evaluate("scrollTo({ top: 30_000, behavior: 'instant' })")
    expect(row(cards, 2)).to_have_count(0)
    frame(cards).get_by_role("button", name="Day").tap()
    expect(frame(cards).get_by_role("columnheader", name="Day")).to_have_attribute(
        "aria-sort", "ascending"
    )
    expect(row(cards, 2)).to_be_in_viewport()
    expect(row(cards, 2).get_by_role("cell").last).to_have_text(re.compile(r"^1/"))
    assert cards.locator("html").evaluate(OVERFLOW) == 0


def test_filters_find_a_card(cards: Page) -> None:
    cards.get_by_role("button", name="Filter").click()
    cards.get_by_label("Team", exact=True).fill("José")
    expect(cards.locator(".sheet__summary")).to_have_text("1 of 2,000 rows")
    expect(row(cards, 2)).to_contain_text("<img src=x")
    assert frame(cards).evaluate(OVERFLOW) == 0


def test_nothing_moves_under_the_eyes_of_who_scrolls_down_and_up(cards: Page) -> None:
    frame(cards).hover()
    for distance in [700] * 12 + [-700] * 6:
        cards.mouse.wheel(0, distance)
        cards.wait_for_timeout(60)  # a frame or two, in which rows are drawn and measured
    assert cards.evaluate("scrollY") > 3000
    shifts = layout_shifts(cards)
    assert sum(shift.value for shift in shifts) < 0.02, shifts


def test_a_phone_that_is_turned_has_all_rows(cards: Page) -> None:
    for size in (DESKTOP, PHONE):
        cards.set_viewport_size(size)
        cards.wait_for_function(TO_THE_END)
        expect(row(cards, 2001)).to_be_in_viewport()
        expect(row(cards, 2001).get_by_role("cell").first).to_be_visible()
    assert frame(cards).evaluate(OVERFLOW) == 0
