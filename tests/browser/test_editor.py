"""An editor changes the site in Wagtail's admin, and visitors see it."""

import re

import pytest
from playwright.sync_api import Page, Response, expect

from tests import commands
from tests.browser.conftest import NewPage
from tests.browser.signing_in import SignedIn
from tests.browser.watch import document_of
from tests.running_site import RunningSite

RENAME = """
from wagtail.models import Page
page = Page.objects.get(slug="about").specific
page.slug, page.title = "about-us", "About us"
page.save_revision().publish()
"""


@pytest.fixture
def visitor(new_page: NewPage, own_site: RunningSite) -> Page:
    page = new_page(own_site)
    page.goto("/")
    expect(page.get_by_role("contentinfo")).to_be_visible()
    return page


@pytest.fixture
def editor(new_page: NewPage, own_site: RunningSite, signed_in: SignedIn) -> Page:
    return new_page(own_site, storage_state=signed_in(own_site))


def change_title(editor: Page, title: str) -> None:
    """And let Wagtail save it by itself: a save while another is under way is answered with 400."""
    field = editor.locator("input[name=title]")
    if field.input_value() != title:
        with editor.expect_response(is_saving):
            field.fill(title)


def is_saving(response: Response) -> bool:
    return response.request.method == "POST" and response.url.endswith("/edit/")


def test_what_an_editor_publishes_is_at_the_visitors_next_step(editor: Page, visitor: Page) -> None:
    before = document_of(visitor)
    editor.goto("/admin/pages/search/?q=Sponsors")
    editor.get_by_role("main").get_by_role("link", name="Sponsors", exact=True).first.click()
    change_title(editor, "Our sponsors")
    editor.get_by_role("button", name="More actions").last.click()
    editor.get_by_role("button", name="Publish", exact=True).click()
    expect(editor.get_by_text(re.compile("Our sponsors.* published"))).to_be_visible()

    visitor.get_by_role("navigation", name="Main").get_by_role("link", name="Sponsors").click()
    expect(visitor).to_have_title("Our sponsors · Innovate to Grow")
    expect(visitor.get_by_role("navigation", name="Breadcrumb")).to_contain_text("Our sponsors")
    assert document_of(visitor) == before


def test_a_menu_that_an_editor_saves_is_at_the_visitors_next_visit(
    editor: Page, visitor: Page
) -> None:
    editor.goto("/admin/settings/content/menu/")
    editor.locator("input[name=items-4-value-label]").fill("Write to us")
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.get_by_text("Menu updated")).to_be_visible()

    visitor.reload()
    menu = visitor.get_by_role("navigation", name="Main")
    expect(menu.get_by_role("link", name="Write to us")).to_have_attribute("href", "/contact/")
    expect(menu.get_by_role("link", name="Contact")).to_have_count(0)


def test_an_old_address_is_replaced_by_the_new_one(visitor: Page, own_site: RunningSite) -> None:
    before = document_of(visitor)
    finished = commands.run(own_site.environment or {}, "shell", "--no-imports", "-c", RENAME)
    assert finished.returncode == 0, finished.stdout

    visitor.get_by_role("navigation", name="Main").get_by_role("link", name="About").first.click()
    expect(visitor).to_have_url(re.compile(r"/about-us/$"))
    expect(visitor).to_have_title("About us · Innovate to Grow")
    assert document_of(visitor) == before
    visitor.go_back()
    expect(visitor).to_have_url(f"{own_site.url}/")

    visitor.goto("/about/history/")
    expect(visitor).to_have_url(re.compile(r"/about-us/history/$"))
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Innovate to Grow history")
