"""A video comes from somebody else, so it comes when it is asked for."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.api import PAGES, rewrite
from tests.browser.axe import violations
from tests.browser.waiting import Traffic
from tests.browser.watch import Watch

SRC = "https://www.youtube-nocookie.com/embed/abcdefghijk"
VIDEO: dict[str, Any] = {
    "id": "8a2a3b6e-1f5d-4a07-9f0e-0c7a5c0d3b11",
    "type": "embed",
    "value": {
        "title": "The finalists of spring",
        "provider": "YouTube",
        "url": "https://www.youtube.com/watch?v=abcdefghijk",
        "src": SRC,
    },
}
# In the document, because taking the focus may scroll the window.
PLACE = """element => {
  const {left, top, width, height} = element.getBoundingClientRect();
  return [left + scrollX, top + scrollY, width, height].map(Math.round);
}"""


def show_video(page: Page) -> None:
    Traffic.of(page)  # which sees every request from here on
    rewrite(page, PAGES, lambda found: found["body"].append(VIDEO))
    page.goto("/event/schedule/")
    expect(page.get_by_role("contentinfo")).to_be_visible()


def test_nothing_is_asked_of_others_before_a_click(page: Page) -> None:
    show_video(page)
    button = page.get_by_role("button", name="Play: The finalists of spring")
    button.scroll_into_view_if_needed()
    button.hover()
    Traffic.of(page).settle()
    expect(page.locator("iframe")).to_have_count(0)


def test_a_click_plays_it_in_the_same_place(page: Page, watch: Watch) -> None:
    watch.expects(f"foreign {SRC}")
    page.route(f"{SRC}**", lambda route: route.fulfill(body="<title>Playing</title>"))
    show_video(page)
    button = page.get_by_role("button", name="Play: The finalists of spring")
    place = button.evaluate(PLACE)
    button.press("Enter")
    frame = page.get_by_title("The finalists of spring")
    expect(frame).to_be_focused()
    expect(button).to_have_count(0)
    assert page.evaluate("document.querySelector('iframe').src") == SRC
    assert frame.evaluate(PLACE) == place


def test_axe_finds_nothing_around_it(page: Page) -> None:
    show_video(page)
    expect(page.get_by_role("button", name="Play: The finalists of spring")).to_be_visible()
    assert violations(page) == []
