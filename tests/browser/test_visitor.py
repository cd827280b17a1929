"""A visitor finds the way through the site."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.api import PAGES, rewrite
from tests.browser.waiting import wait_until
from tests.browser.watch import Watch, document_of

HOME_HEADING = "Real problems. Student engineers. Working answers."
SCROLLED_AT_CLICK = "addEventListener('click', () => { window.scrolledAtClick = scrollY }, true)"


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def scrolled_to(page: Page, position: int) -> None:
    page.wait_for_function("y => Math.abs(scrollY - y) <= 2", arg=position)


def test_home_shows_hero_menu_and_footer(desktop: Page) -> None:
    desktop.goto("/")
    heading(desktop, HOME_HEADING)
    photo = desktop.locator("main img").first
    expect(photo).to_be_in_viewport()
    photo.evaluate("image => image.decode()")
    menu = desktop.get_by_role("navigation", name="Main")
    links = menu.locator(":scope > ul > li").get_by_role("link")
    expect(links).to_have_text(["About", "Event", "Projects", "Sponsors", "Contact"])
    footer = desktop.get_by_role("contentinfo")
    expect(footer).to_contain_text("5200 North Lake Road")
    expect(footer.get_by_role("navigation", name="Take part").get_by_role("link")).to_have_count(4)


def test_the_menu_leads_to_a_nested_page_in_the_same_document(desktop: Page) -> None:
    desktop.goto("/")
    before = document_of(desktop)
    menu = desktop.get_by_role("navigation", name="Main")
    menu.get_by_role("link", name="About", exact=True).hover()
    menu.get_by_role("link", name="History").click()
    heading(desktop, "Innovate to Grow history")
    expect(desktop).to_have_url(re.compile(r"/about/history/$"))
    expect(desktop.get_by_role("navigation", name="Breadcrumb")).to_contain_text("About")
    assert document_of(desktop) == before


def test_the_phone_menu_leads_to_a_nested_page_and_closes(phone: Page) -> None:
    phone.goto("/")
    before = document_of(phone)
    phone.get_by_role("button", name="Menu").click()
    menu = phone.get_by_role("dialog", name="Menu")
    menu.get_by_role("link", name="Current projects").click()
    heading(phone, "Current projects")
    expect(menu).to_be_hidden()
    assert document_of(phone) == before


def test_back_and_forward_return_to_where_the_visitor_was(page: Page) -> None:
    page.add_init_script(SCROLLED_AT_CLICK)
    page.goto("/")
    before = document_of(page)
    page.get_by_role("main").get_by_role("link", name="The capstone").or_(
        page.get_by_role("main").get_by_role("link", name="Engineering Capstone")
    ).first.click()
    heading(page, "Engineering Capstone")
    left_at = page.evaluate("window.scrolledAtClick")
    assert left_at > 100, "the link is below the fold, so there is a position to return to"
    scrolled_to(page, 0)
    page.evaluate("scrollTo({top: 321, behavior: 'instant'})")

    page.go_back()
    heading(page, HOME_HEADING)
    scrolled_to(page, left_at)
    page.go_forward()
    heading(page, "Engineering Capstone")
    scrolled_to(page, 321)
    assert document_of(page) == before


def test_a_reload_returns_to_where_the_visitor_was(desktop: Page) -> None:
    desktop.goto("/about/faq/")
    heading(desktop, "Questions and answers")
    desktop.evaluate("scrollTo({top: 400, behavior: 'instant'})")
    desktop.reload()
    heading(desktop, "Questions and answers")
    scrolled_to(desktop, 400)


@pytest.mark.parametrize("address", ["/about/history/", "/about/history"])
def test_a_deep_link_and_its_reload_show_the_page(desktop: Page, address: str) -> None:
    response = desktop.goto(address)
    assert response
    assert response.ok
    for _ in range(2):
        heading(desktop, "Innovate to Grow history")
        expect(desktop).to_have_url(re.compile(r"/about/history/$"))
        desktop.reload()


def test_links_inside_a_text_stay_in_the_document(desktop: Page) -> None:
    desktop.goto("/about/history/")
    before = document_of(desktop)
    desktop.locator(".prose").get_by_role("link", name="past events").click()
    heading(desktop, "Past events")
    assert document_of(desktop) == before


def test_links_out_of_the_site_are_the_browsers(desktop: Page, watch: Watch) -> None:
    address = "https://partner.example/about/"
    watch.expects(f"foreign {address}$")
    link = f'<p><a href="{address}">A partner</a></p>'
    rewrite(desktop, PAGES, lambda found: found["body"][0]["value"].update(html=link))
    desktop.route(address, lambda route: route.fulfill(body="Elsewhere"))
    desktop.goto("/about/history/")
    desktop.get_by_role("link", name="A partner").click()
    expect(desktop).to_have_url(address)
    desktop.go_back()
    heading(desktop, "Innovate to Grow history")


def test_links_to_the_server_load_its_own_document(desktop: Page) -> None:
    link = '<p><a href="/api/docs/">The API</a></p>'
    rewrite(desktop, PAGES, lambda found: found["body"][0]["value"].update(html=link))
    desktop.goto("/about/history/")
    before = document_of(desktop)
    desktop.route("**/api/docs/", lambda route: route.fulfill(body="<h1>The API, read</h1>"))
    desktop.get_by_role("link", name="The API").click()
    heading(desktop, "The API, read")
    assert document_of(desktop) != before


def test_a_modified_click_opens_another_tab(desktop: Page) -> None:
    """Chromium itself is asked, because Playwright misses some tabs that a click has opened.

    https://github.com/microsoft/playwright/issues/36519
    """
    desktop.goto("/about/history/")
    heading(desktop, "Innovate to Grow history")
    link = desktop.locator(".prose").get_by_role("link", name="past events")
    address = link.evaluate("link => link.href")
    assert address not in tabs(desktop)
    link.click(modifiers=["ControlOrMeta"])
    wait_until(desktop, lambda: address in tabs(desktop))
    assert desktop.url != address
    heading(desktop, "Innovate to Grow history")


def tabs(page: Page) -> list[str]:
    """The addresses of the tabs of its browser."""
    assert page.context.browser is not None
    chromium = page.context.browser.new_browser_cdp_session()
    targets = chromium.send("Target.getTargets")["targetInfos"]
    chromium.detach()
    return [target["url"] for target in targets if target["type"] == "page"]


def test_an_unknown_address_says_so(page: Page, watch: Watch) -> None:
    watch.expects(r"404 /api/pages/\?path=%2Fnowhere%2Fat-all%2F$")
    page.goto("/nowhere/at-all/")
    heading(page, "Page not found")
    expect(page).to_have_title("Page not found · Innovate to Grow")
    expect(page.locator("meta[name=robots]")).to_have_attribute("content", "noindex")
    before = document_of(page)
    page.get_by_role("link", name="Start from the home page").click()
    heading(page, HOME_HEADING)
    expect(page.locator("meta[name=robots]")).to_have_count(0)
    assert document_of(page) == before
