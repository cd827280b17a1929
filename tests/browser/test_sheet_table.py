"""A visitor reads a Google Sheet: 2,000 rows, old ones, hostile ones, on a phone, on paper."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.api import Held, fail, rewrite
from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.measures import OBSERVE_SHIFTS, layout_shifts, script_bytes
from tests.browser.own_site import MANY
from tests.browser.watch import Watch
from tests.running_site import RunningSite

ROWS = "**/api/sheets/**"
TEAMS = "/event/teams/"
LONG_TASKS = """
window.longTasks = [];
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) window.longTasks.push(Math.round(task.duration));
}).observe({ type: 'longtask', buffered: true });
"""


# The milliseconds that 2,000 rows of 8 cells cost without virtual rows.
PLAIN_TABLE = """
(text) => {
  const started = performance.now();
  const place = document.createElement('div');
  const row = `<tr>${`<td>${text}</td>`.repeat(8)}</tr>`;
  place.innerHTML = `<table>${row.repeat(2000)}</table>`;
  document.body.append(place);
  place.getBoundingClientRect();
  const took = performance.now() - started;
  place.remove();
  return Math.round(took);
}
"""


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def many(request: pytest.FixtureRequest, new_page: NewPage, own_site: RunningSite) -> Page:
    page = new_page(own_site, request.param)
    page.add_init_script(LONG_TASKS + OBSERVE_SHIFTS)
    page.goto(MANY)
    expect(summary(page)).to_have_text("2,000 rows")
    return page


def summary(page: Page) -> Locator:
    return page.locator(".sheet__summary")


def column(page: Page, number: int) -> list[str]:
    cells = page.locator(f".sheet__frame tbody tr:not([aria-hidden]) td:nth-child({number})")
    return cells.all_inner_texts()


def test_search_sort_and_filter_are_in_the_address_that_is_shared(
    page: Page, new_page: NewPage, site: RunningSite
) -> None:
    page.goto(TEAMS)
    expect(summary(page)).to_have_text("40 rows")
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("Class", exact=True).select_option("Software Capstone")
    expect(summary(page)).to_have_text("16 of 40 rows")
    page.get_by_role("button", name="Students").click()
    page.get_by_role("button", name="Students").click()
    page.get_by_role("searchbox", name="Search this table").fill("clinics")
    expect(summary(page)).to_have_text("2 of 40 rows")
    expect(page).to_have_url(
        re.compile(
            r"/event/teams/\?teams-and-tables\.sort=-Students&teams-and-tables_Class=Software\+"
            r"Capstone&teams-and-tables\.find=clinics$|teams-and-tables\.find=clinics&"
        )
    )
    shared = new_page(site)
    shared.goto(page.url)
    expect(summary(shared)).to_have_text("2 of 40 rows")
    assert column(shared, 2) == ["ClinicFill", "Interpret"]
    header = shared.get_by_role("columnheader", name="Students")
    expect(header).to_have_attribute("aria-sort", "descending")
    shared.get_by_role("button", name="Clear").click()
    expect(summary(shared)).to_have_text("40 rows")
    expect(shared).to_have_url(f"{site.url}{TEAMS}")


def test_nothing_found_says_so(desktop: Page) -> None:
    desktop.goto(f"{TEAMS}?teams-and-tables.find=zeppelin")
    expect(summary(desktop)).to_have_text("None of 40 rows")
    expect(desktop.get_by_text("No row matches.")).to_be_visible()


def test_numbers_and_dates_are_sorted_by_what_they_mean(many: Page) -> None:
    many.get_by_role("button", name="Cost").click()
    assert column(many, 7)[:3] == ["$0.50", "$0.50", "$1.50"]
    many.get_by_role("button", name="Day").click()
    assert column(many, 8)[0] == "1/13/2026" or column(many, 8)[0].startswith("1/")


def test_two_thousand_rows_do_not_jank(many: Page) -> None:
    """No task is as long as the one that shows the same rows as a plain table does here and now."""
    assert many.locator(".sheet__frame tr").count() < 80
    many.evaluate("window.longTasks.length = window.layoutShifts.length = 0")
    frame = many.locator(".sheet__frame")
    many.evaluate(
        """async () => {
          const frame = document.querySelector('.sheet__frame');
          const flows = getComputedStyle(frame).overflow === 'visible';
          const scroller = flows ? document.scrollingElement : frame;
          const left = () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
          const step = scroller.scrollHeight / 80;
          while (left() > 1) {
            // As a thumb does at the end: what follows cards that were jumped over would move.
            const top = flows && left() < 2 * step ? 600 : step;
            scroller.scrollBy({ top, behavior: 'instant' });
            await new Promise(requestAnimationFrame);
          }
        }"""
    )
    assert sum(shift.value for shift in layout_shifts(many)) < 0.02
    expect(frame.locator("tr[aria-rowindex='2001']")).to_be_visible()
    search = many.get_by_role("searchbox", name="Search this table")
    search.press_sequentially("partner 21", delay=30)
    expect(summary(many)).to_have_text(re.compile(r"^\d+ of 2,000 rows$"))
    tasks: list[int] = many.evaluate("window.longTasks")
    plain = [many.evaluate(PLAIN_TABLE, column(many, 5)[0]) for _ in range(3)]
    assert max(tasks, default=0) < max(plain), (tasks, plain)


def test_html_in_cells_is_text_and_accents_are_no_obstacle(many: Page) -> None:
    many.get_by_role("searchbox", name="Search this table").fill("jose")
    expect(summary(many)).to_have_text("1 of 2,000 rows")
    assert column(many, 2) == ["<img src=x onerror=alert(1)><b>José</b>"]
    assert many.locator(".sheet__frame :is(img, b)").count() == 0


def test_paper_shows_every_row(many: Page) -> None:
    many.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(many.locator(".sheet__frame tbody tr")).to_have_count(2000)
    many.emulate_media(media="print")
    frame = many.locator(".sheet__frame")
    assert frame.evaluate("frame => frame.clientHeight >= frame.scrollHeight - 1")
    expect(many.get_by_role("searchbox", name="Search this table")).to_be_hidden()
    many.evaluate("window.dispatchEvent(new Event('afterprint'))")
    many.emulate_media(media="screen")
    expect(frame.locator("tbody tr").nth(100)).to_be_hidden()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"failing": True}, r"^Google Sheets is not responding.* read 3 hours ago, on "),
        ({"stale_after": "2020-01-01T00:00:00Z"}, r"^These rows may be out of date"),
        ({"stale_after": None}, r"^Updated 3 hours ago$"),
    ],
)
def test_old_rows_are_shown_with_their_age(
    desktop: Page, change: dict[str, Any], words: str
) -> None:
    desktop.clock.set_fixed_time("2026-12-11T12:30:00Z")
    rewrite(desktop, ROWS, lambda sheet: sheet.update(fetched_at="2026-12-11T09:00:00Z", **change))
    desktop.goto(TEAMS)
    expect(summary(desktop)).to_have_text("40 rows")
    expect(desktop.locator(".sheet__age")).to_have_text(re.compile(words))


def test_a_sheet_never_read_is_no_empty_table(desktop: Page) -> None:
    rewrite(desktop, ROWS, lambda sheet: sheet.update(fetched_at=None, rows=[], columns=[]))
    desktop.goto(TEAMS)
    expect(desktop.get_by_text("This table has not been read yet.")).to_be_visible()
    assert desktop.get_by_role("table").count() == 0


def test_the_page_stands_while_the_rows_do_not_come(desktop: Page, watch: Watch) -> None:
    watch.expects("503 /api/sheets/")
    mend = fail(desktop, ROWS)
    desktop.goto(TEAMS)
    expect(desktop.get_by_text("The table is not responding.")).to_be_visible()
    expect(desktop.get_by_role("contentinfo")).to_be_visible()
    mend()
    desktop.get_by_role("button", name="Try again now").click()
    expect(summary(desktop)).to_have_text("40 rows")


def test_nothing_moves_when_the_rows_come(page: Page) -> None:
    page.add_init_script(OBSERVE_SHIFTS)
    rows = Held(page, ROWS)
    page.goto(TEAMS, wait_until="load")
    rows.wait()
    rows.release()
    expect(summary(page)).to_have_text("40 rows")
    shifts = layout_shifts(page)
    assert sum(shift.value for shift in shifts) < 0.02, shifts


def test_only_a_page_with_a_table_fetches_its_code(desktop: Page, phone: Page) -> None:
    without = {name for name in script_bytes(desktop, "/") if "SheetTable" in name}
    with_table = {name for name in script_bytes(phone, TEAMS) if "SheetTable" in name}
    assert (without, len(with_table)) == (set(), 1)


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")])
def test_axe_finds_nothing_in_a_table_that_is_searched(
    new_page: NewPage, own_site: RunningSite, viewport: Any, scheme: str
) -> None:
    page = new_page(own_site, viewport, color_scheme=scheme)
    page.goto(f"{MANY}?many.sort=-Cost&many_Class=Capstone")
    expect(summary(page)).to_have_text("666 of 2,000 rows")
    assert violations(page) == []


def test_the_keyboard_sorts_and_scrolls(desktop: Page) -> None:
    asked: list[Request] = []
    desktop.goto(TEAMS)
    expect(summary(desktop)).to_have_text("40 rows")
    desktop.on("request", lambda request: asked.append(request))
    desktop.get_by_role("button", name="Team", exact=True).press("Enter")
    assert column(desktop, 2)[0] == "Bike Kitchen"
    frame = desktop.get_by_role("region", name="Who stands where")
    frame.focus()
    desktop.keyboard.press("End")
    expect(frame.get_by_text("Well Said")).to_be_in_viewport()
    assert [request.url for request in asked if "/api/" in request.url] == []


def test_a_usual_table_fits_a_usual_window(desktop: Page) -> None:
    """Texts are broken into lines before anything has to be scrolled sideways."""
    desktop.goto(TEAMS)
    expect(summary(desktop)).to_have_text("40 rows")
    frame = desktop.locator(".sheet__frame")
    for width in (DESKTOP["width"], 1024):
        desktop.set_viewport_size({"width": width, "height": 900})
        assert frame.evaluate("frame => frame.scrollWidth - frame.clientWidth") == 0
