"""A link shows one draft to somebody without an account, until it ends."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, NewPage
from tests.browser.cross_site import CrossSite, visit
from tests.browser.own_site import execute
from tests.browser.signing_in import SignedIn
from tests.browser.test_editor import change_title
from tests.browser.watch import Watch

EXPIRE = "UPDATE sharing_sharelink SET works_until = '2020-01-01T00:00Z'"
LINK = "Link to the draft of"


@pytest.fixture
def editor(new_page: NewPage, cross_site: CrossSite, signed_in: SignedIn) -> Page:
    return new_page(cross_site.api, DESKTOP, storage_state=signed_in(cross_site.api))


@pytest.fixture
def link(editor: Page) -> str:
    return make_link(editor)


def make_link(editor: Page) -> str:
    """To a draft of Past events with another title, made as an editor makes it."""
    editor.goto("/admin/pages/search/?q=Past events")
    found = editor.get_by_role("main").get_by_role("link")
    found.filter(has_text=re.compile("Past events|What happened before")).first.click()
    change_title(editor, "What happened before")
    editor.get_by_role("button", name="Save draft").click()
    expect(editor.get_by_text(re.compile("What happened before.* (saved|updated)"))).to_be_visible()
    editor.goto(
        editor.url.replace("/admin/pages/", "/admin/shared-drafts/page/").replace("edit/", "")
    )
    editor.get_by_role("button", name="Make a link").click()
    return editor.get_by_label(LINK).first.input_value()


@pytest.fixture
def stranger(new_page: NewPage, cross_site: CrossSite, watch: Watch) -> Page:
    watch.expects("foreign ")
    return visit(new_page(cross_site.api), cross_site)


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_a_stranger_sees_the_draft_and_only_by_the_link(
    stranger: Page, link: str, cross_site: CrossSite
) -> None:
    asked: list[str] = []
    stranger.on("request", lambda request: asked.append(f"{request.url} {request.headers}"))
    stranger.goto(link)
    heading(stranger, "What happened before")
    stranger.keyboard.press("Tab")
    stranger.keyboard.press("Enter")  # skips to the content
    expect(stranger).to_have_url(link)
    heading(stranger, "What happened before")
    expect(stranger.get_by_text("not published. This link works until")).to_be_visible()
    expect(stranger.locator("meta[name=robots]")).to_have_attribute("content", "noindex")
    assert link.startswith(f"{cross_site.url}/preview/#")
    token = link.partition("#")[2]
    assert [request for request in asked if token in request] == []
    stranger.goto(f"{cross_site.url}/event/past-events/")
    heading(stranger, "Past events")


def test_the_copy_button_fills_the_clipboard(editor: Page, link: str) -> None:
    editor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    editor.get_by_role("button", name="Copy the link").first.click()
    editor.wait_for_function(
        "link => navigator.clipboard.readText().then(it => it === link)", arg=link
    )


def test_a_revoked_link_says_so(editor: Page, stranger: Page, link: str, watch: Watch) -> None:
    watch.expects("410 /api/drafts/")
    editor.get_by_role("button", name="Revoke").first.click()
    expect(editor.get_by_text("The link no longer works.")).to_be_visible()
    stranger.goto(link)
    heading(stranger, "This draft cannot be shown")
    expect(stranger.get_by_text("has withdrawn the link")).to_be_visible()


def test_an_expired_link_says_so(
    stranger: Page, link: str, cross_site: CrossSite, watch: Watch
) -> None:
    watch.expects("410 /api/drafts/")
    execute(cross_site.api, EXPIRE)
    stranger.goto(link)
    expect(stranger.get_by_text("was shared is over")).to_be_visible()


@pytest.mark.parametrize("end", ["", "#", "#nonsense", "#%00"])
def test_a_link_that_was_cut_says_so(
    stranger: Page, cross_site: CrossSite, watch: Watch, end: str
) -> None:
    if len(end) > 1:
        watch.expects("404 /api/drafts/")
    stranger.goto(f"{cross_site.url}/preview/{end}")
    heading(stranger, "This draft cannot be shown")
    stranger.get_by_role("link", name="see the site as it is published").click()
    expect(stranger).to_have_url(f"{cross_site.url}/")
