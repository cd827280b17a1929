"""A visitor searches."""

import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.api import Held
from tests.browser.waiting import Traffic
from tests.browser.watch import document_of


@pytest.fixture
def asked(page: Page) -> list[str]:
    """The questions that the API is asked."""
    urls: list[str] = []

    def note(request: Request) -> None:
        if "/api/search/" in request.url:
            urls.append(request.url)

    page.on("request", note)
    return urls


def test_typing_finds_pages_and_the_address_can_be_shared(page: Page, asked: list[str]) -> None:
    page.goto("/")
    before = document_of(page)
    page.get_by_role("link", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    page.get_by_role("searchbox").press_sequentially("hydrologist", delay=20)
    result = page.get_by_role("main").get_by_role("listitem").get_by_role("link", name="Judges")
    expect(result).to_be_visible()
    expect(page).to_have_url(re.compile(r"/search/\?q=hydrologist$"))
    expect(page.get_by_role("status")).to_have_text("1 result for “hydrologist”")
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert len(asked) == 1, "a pause asks, not each letter"
    assert document_of(page) == before

    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("hydrologist")
    expect(page).to_have_title("Search: hydrologist · Innovate to Grow")
    result.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Judges")
    page.go_back()
    expect(result).to_be_visible()


def test_a_partner_and_a_team_lead_to_the_project(page: Page) -> None:
    for words in ("tule bend", "CAP-104 fall 2026"):
        page.goto(f"/search/?q={words}")
        found = page.get_by_role("main").get_by_role("listitem")
        whose = "CAP-104 for Tule Bend Water District, Fall 2026."
        found.filter(has_text=whose).get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Low-cost canal level sensor")


def test_no_result_says_so(desktop: Page) -> None:
    desktop.goto("/search/?q=zeppelin")
    expect(desktop.locator("main h2")).to_have_text("Nothing found for “zeppelin”")


@pytest.mark.parametrize("query", ["C++ & 'quotes' (a|b) *", "100%", "<b>", "🤖 é"])
def test_any_characters_are_a_question(desktop: Page, query: str) -> None:
    desktop.goto("/search/")
    desktop.get_by_role("searchbox").fill(query)
    desktop.get_by_role("searchbox").press("Enter")
    expect(desktop.locator("main h2")).to_contain_text(f"for “{query}”")


def test_one_letter_asks_nothing(page: Page, asked: list[str]) -> None:
    page.goto("/search/?q=a")
    expect(page.get_by_role("main")).to_contain_text("Type at least 2 characters")
    assert asked == []


def test_more_than_ten_results_come_in_pages(desktop: Page) -> None:
    desktop.goto("/search/?q=team")
    results = desktop.get_by_role("main").get_by_role("heading", level=3)
    expect(results).to_have_count(10)
    first_page = results.all_inner_texts()
    desktop.get_by_role("link", name="Next").click()
    expect(desktop).to_have_url(re.compile(r"/search/\?q=team&page=2$"))
    expect(desktop.get_by_text(re.compile(r"^Page 2 of \d+$"))).to_be_visible()
    second_page = results.all_inner_texts()
    assert second_page
    assert set(first_page).isdisjoint(second_page)

    desktop.go_back()
    expect(desktop.get_by_text(re.compile(r"^Page 1 of \d+$"))).to_be_visible()
    assert results.all_inner_texts() == first_page


def test_a_late_response_does_not_replace_a_newer_one(desktop: Page) -> None:
    older = Held(desktop, "**/api/search/?q=capstone")
    desktop.goto("/search/")
    field = desktop.get_by_role("searchbox")
    field.fill("capstone")
    desktop.wait_for_url("**/search/?q=capstone")
    field.fill("hydrologist")
    summary = desktop.locator("main h2")
    expect(summary).to_have_text("1 result for “hydrologist”")
    assert older.count == 1
    older.release()
    Traffic.of(desktop).settle()
    expect(summary).to_have_text("1 result for “hydrologist”")
