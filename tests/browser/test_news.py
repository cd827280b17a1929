"""A visitor reads the news, on a screen and on paper."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.watch import document_of
from tests.running_site import RunningSite


def test_the_list_is_read_page_by_page_and_back(new_page: NewPage, own_site: RunningSite) -> None:
    page = new_page(own_site)
    page.goto("/news/")
    before = document_of(page)
    news = page.get_by_role("region", name="News")
    expect(news.get_by_role("heading", level=2)).to_have_count(10)
    expect(news.get_by_role("heading", level=2).first).to_have_text(
        "The orchard robot finds its own way home"
    )
    page.get_by_role("link", name="Older").click()
    expect(page).to_have_url(f"{own_site.url}/news/?page=2")
    expect(news.get_by_role("heading", level=2)).to_have_count(6)
    news.get_by_role("link", name="Item 0").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Item 0")
    expect(page.get_by_text("January 1, 2025")).to_be_visible()
    page.go_back()
    expect(news.get_by_role("heading", level=2)).to_have_count(6)
    assert document_of(page) == before
    page.reload()
    expect(news.get_by_role("heading", level=2)).to_have_count(6)


def test_an_address_that_an_editor_redirected_leads_on(
    new_page: NewPage, own_site: RunningSite
) -> None:
    page = new_page(own_site)
    page.goto("/write-to-us")
    expect(page).to_have_url(f"{own_site.url}/contact/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Contact")


def test_paper_gets_the_words_in_black_and_no_menus(desktop: Page) -> None:
    desktop.goto("/news/judges-wanted/")
    heading = desktop.get_by_role("heading", level=1)
    expect(heading).to_be_visible()
    desktop.emulate_media(media="print", color_scheme="dark")
    assert heading.evaluate("h1 => getComputedStyle(h1).color") == "rgb(0, 0, 0)"
    for name in ("Main", "Breadcrumb", "Take part"):
        expect(desktop.get_by_role("navigation", name=name)).to_be_hidden()
    expect(desktop.get_by_text("A judge sees four teams")).to_be_visible()


def test_paper_gets_no_pictures_behind_words(desktop: Page) -> None:
    desktop.goto("/sponsors/")
    expect(desktop.get_by_role("heading", level=1)).to_be_visible()
    desktop.emulate_media(media="print")
    hero = desktop.locator(".hero")
    assert hero.evaluate("hero => getComputedStyle(hero, '::after').display") == "none"
    assert hero.evaluate("hero => getComputedStyle(hero).backgroundImage") == "none"
    expect(hero.get_by_role("img")).to_be_hidden()
