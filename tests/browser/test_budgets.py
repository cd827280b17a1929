"""What a first visit may cost: round trips, bytes, and moving about under the reader's eyes."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.api import LAYOUT, PAGES, Held
from tests.browser.measures import OBSERVE_SHIFTS, RoundTrips, layout_shifts, script_bytes
from tests.browser.waiting import Traffic, open_and_settle, wait_until

JAVASCRIPT = 90_000
CUMULATIVE_LAYOUT_SHIFT = 0.02

# Pictures below come when they are near, in the frame after that.
SCROLL_TO_THE_END = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const screens = Math.ceil(document.documentElement.scrollHeight / innerHeight);
  for (let screen = 0; screen < screens; screen++) {
    scrollBy({top: innerHeight, behavior: 'instant'});
    await frame();
    await frame();
  }
}"""

EVERY_KIND_OF_PAGE = {
    "/": "Three classes, one event",
    "/about/": "The classes behind the event",
    "/event/judges/": "Judges come in pairs",
    "/contact/": "Amara Okonjo-Reyes",
    "/news/": "The orchard robot finds its own way home",
    "/news/judges-wanted/": "Forty judges found",
    "/search/?q=hydrologist": "1 result for",
}


@pytest.mark.parametrize("address", EVERY_KIND_OF_PAGE)
def test_content_needs_two_round_trips(desktop: Page, address: str) -> None:
    trips = RoundTrips(desktop)
    desktop.goto(address, wait_until="commit")  # the first
    trips.respond("script", "stylesheet", "fetch")  # the second
    expect(desktop.get_by_role("main")).to_contain_text(EVERY_KIND_OF_PAGE[address])
    expect(desktop.get_by_role("contentinfo")).to_be_visible()
    assert trips.waiting == [], "a third was begun"


@pytest.mark.parametrize(
    ("address", "text", "part"),
    [
        ("/event/schedule/", "Engineering Service Learning forum", "Rain gardens for schools"),
        ("/projects/all/", "All projects", "210 projects"),
    ],
)
def test_a_late_part_comes_with_one_round_trip_more(
    desktop: Page, address: str, text: str, part: str
) -> None:
    trips = RoundTrips(desktop)
    desktop.goto(address, wait_until="commit")
    trips.respond("script", "stylesheet", "fetch")
    expect(desktop.get_by_role("main")).to_contain_text(text)
    trips.respond("script", "fetch")  # its code together with its content
    expect(desktop.get_by_role("main")).to_contain_text(part)
    assert trips.waiting == [], "a fourth was begun"


@pytest.mark.parametrize("address", ["/", "/event/schedule/", "/search/?q=hydrologist", "/news/"])
def test_the_javascript_of_a_first_visit_is_within_its_budget(desktop: Page, address: str) -> None:
    sizes = script_bytes(desktop, address)
    assert len(sizes) >= 2, "the inline script and at least one file"
    assert min(sizes.values()) > 100
    assert sum(sizes.values()) <= JAVASCRIPT, sizes


@pytest.mark.parametrize("order", [(LAYOUT, PAGES), (PAGES, LAYOUT)], ids=["menu", "page"])
@pytest.mark.parametrize("address", ["/", "/about/", "/event/", "/news/", "/news/judges-wanted/"])
def test_nothing_moves_while_a_slow_api_responds(
    page: Page, address: str, order: tuple[str, str]
) -> None:
    page.add_init_script(OBSERVE_SHIFTS)
    responses = [Held(page, pattern) for pattern in order]
    page.goto(address, wait_until="load")
    for response in responses:
        response.wait()
        response.release()
    expect(page.get_by_role("contentinfo")).to_be_visible()
    read_to_the_end(page)
    shifts = layout_shifts(page)
    assert sum(shift.value for shift in shifts) < CUMULATIVE_LAYOUT_SHIFT, shifts


def read_to_the_end(page: Page) -> None:
    page.evaluate(SCROLL_TO_THE_END)
    Traffic.of(page).settle()
    page.wait_for_function("[...document.images].every((image) => image.complete)")


def test_a_shift_would_be_noticed(desktop: Page) -> None:
    desktop.add_init_script(OBSERVE_SHIFTS)
    open_and_settle(desktop, "/about/")
    desktop.evaluate("document.querySelector('main').style.marginTop = '200px'")
    wait_until(
        desktop,
        lambda: sum(shift.value for shift in layout_shifts(desktop)) > CUMULATIVE_LAYOUT_SHIFT,
    )
