"""The pre-rendered site: readable before any script, and taken over without a flash."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.api import Held, rewrite
from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.cross_site import CrossSite, visit
from tests.browser.measures import OBSERVE_SHIFTS, layout_shifts
from tests.browser.test_budgets import CUMULATIVE_LAYOUT_SHIFT, read_to_the_end
from tests.browser.waiting import open_and_settle
from tests.browser.watch import Watch

# Every state the page was ever in, as its first heading: a flash would be another one in between.
HEADINGS = """
window.headings = [];
new MutationObserver(() => {
  const now = document.querySelector('h1')?.textContent ?? '';
  if (window.headings.at(-1) !== now) window.headings.push(now);
}).observe(document, { childList: true, subtree: true });
"""
SKELETONS = """
window.skeletons = 0;
new MutationObserver(() => {
  window.skeletons = Math.max(window.skeletons, document.querySelectorAll('.skeleton').length);
}).observe(document, { childList: true, subtree: true });
"""
HISTORY = "Innovate to Grow history"
PROJECT = "/projects/all/fall-2026-cap-104/"


@pytest.fixture
def visitor(new_page: NewPage, cross_site: CrossSite, watch: Watch) -> Page:
    watch.expects(f"foreign {cross_site.url}")
    return visit(new_page(cross_site.api), cross_site)


def test_a_crawler_gets_head_and_content_in_the_html(cross_site: CrossSite) -> None:
    html = httpx.get(f"{cross_site.url}/about/history/").text
    api = httpx.get(f"{cross_site.api.url}/api/pages/?path=/about/history/").json()
    assert f"<title>{HISTORY}</title>" in html
    assert f'<meta name="description" content="{api["seo"]["description"]}">' in html
    assert f'<link rel="canonical" href="{cross_site.url}/about/history/">' in html
    assert f'<meta property="og:title" content="{HISTORY}">' in html
    assert re.search(rf"<h1[^>]*>{HISTORY}</h1>", html)
    assert api["body"][0]["value"]["html"][:200] in html


def test_every_page_of_the_sitemap_is_there(cross_site: CrossSite) -> None:
    sitemap = httpx.get(f"{cross_site.url}/sitemap.xml").text
    pages = re.findall(r"<loc>([^<]+)</loc>", sitemap)
    assert f"{cross_site.url}{PROJECT}" in pages
    assert len(pages) > 210
    assert f"Site: {len(pages)} pages pre-rendered" in cross_site.said
    with httpx.Client() as client:
        for page in pages:
            assert page.startswith(f"{cross_site.url}/")
            html = client.get(page).text
            assert f'<link rel="canonical" href="{page}">' in html
            assert html.count("<footer") == 1, page
    robots = httpx.get(f"{cross_site.url}/robots.txt").text
    assert f"Sitemap: {cross_site.url}/sitemap.xml" in robots


def test_a_page_is_read_without_a_script(
    new_page: NewPage, cross_site: CrossSite, watch: Watch
) -> None:
    watch.expects(f"foreign {cross_site.url}")
    page = new_page(cross_site.api, java_script_enabled=False)
    page.goto(f"{cross_site.url}/about/history/")
    expect(page.get_by_role("heading", level=1)).to_have_text(HISTORY)
    expect(page.get_by_role("contentinfo")).to_contain_text("5200 North Lake Road")


@pytest.mark.parametrize(
    "address",
    ["/", "/about/", "/event/", "/contact/", "/projects/all/", "/event/schedule/", PROJECT],
)
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_application_takes_over_without_flash_or_shift(
    new_page: NewPage, cross_site: CrossSite, watch: Watch, address: str, viewport: object
) -> None:
    watch.expects(f"foreign {cross_site.url}")
    page = visit(new_page(cross_site.api, viewport), cross_site)
    page.add_init_script(OBSERVE_SHIFTS + HEADINGS)
    open_and_settle(page, cross_site.url + address)
    read_to_the_end(page)
    assert len(page.evaluate("window.headings.filter(Boolean)")) == 1
    assert page.locator(".skeleton").count() == 0
    shifts = layout_shifts(page)
    assert sum(shift.value for shift in shifts) < CUMULATIVE_LAYOUT_SHIFT, shifts


@pytest.mark.parametrize(
    ("address", "code", "response", "shown"),
    [
        ("/event/schedule/", "ScheduleView", "**/api/events/**", ".schedule"),
        ("/projects/all/", "CatalogueView", "**/api/projects/**", ".catalogue__results"),
    ],
)
def test_a_late_part_is_taken_over_also_when_its_response_is_there_before_its_code(
    visitor: Page, cross_site: CrossSite, address: str, code: str, response: str, shown: str
) -> None:
    held = Held(visitor, f"**/assets/{code}-*.js")
    with visitor.expect_response(response) as received:
        visitor.goto(cross_site.url + address)
    received.value.finished()
    visitor.evaluate("() => new Promise((done) => setTimeout(done, 50))")  # it is read
    held.wait()
    held.release()
    expect(visitor.locator(shown)).to_be_visible()  # and `watch` saw no error of React's


def test_an_address_without_a_file_is_found_by_the_application(
    visitor: Page, cross_site: CrossSite, watch: Watch
) -> None:
    watch.expects("404 /api/pages/")
    watch.expects("404 /nowhere/")  # of the site, which shows the application nevertheless
    visitor.goto(f"{cross_site.url}/search/?q=hydrologist")
    expect(visitor.get_by_role("main")).to_contain_text("1 result for")
    visitor.goto(f"{cross_site.url}/nowhere/")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Page not found")


def test_what_changed_since_the_build_is_shown(visitor: Page, cross_site: CrossSite) -> None:
    pattern = f"{cross_site.api.url}/api/pages/?path=%2Fabout%2Fhistory%2F"
    response = httpx.get(pattern).json() | {"title": "History, rewritten"}
    headers = {"Access-Control-Allow-Origin": cross_site.url}
    visitor.route(pattern, lambda route: route.fulfill(json=response, headers=headers))
    visitor.goto(f"{cross_site.url}/about/history/")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("History, rewritten")


def test_a_late_part_that_changed_since_the_build_is_shown_without_a_flash(
    visitor: Page, cross_site: CrossSite
) -> None:
    code = Held(visitor, "**/assets/ProjectView-*.js")
    rewrite(visitor, f"{cross_site.api.url}/api/pages/**", say_otherwise)
    visitor.add_init_script(OBSERVE_SHIFTS + SKELETONS)
    with visitor.expect_response("**/api/pages/**"):
        visitor.goto(cross_site.url + PROJECT)
    expect(visitor).to_have_title(re.compile("^Rewritten"))
    text = visitor.locator(".project__text")
    expect(text).to_contain_text("Gates are read by hand")
    assert code.count == 1
    code.release()
    expect(text).to_have_text("Another abstract.")
    assert visitor.evaluate("window.skeletons") == 0
    shifts = layout_shifts(visitor)
    assert sum(shift.value for shift in shifts) < CUMULATIVE_LAYOUT_SHIFT, shifts


def say_otherwise(document: Any) -> None:
    document["seo"]["title"] = "Rewritten"
    document["body"][0]["value"] |= {"abstract": "Another abstract.", "presentations": []}
