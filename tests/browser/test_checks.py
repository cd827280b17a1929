"""The Checks panel shows what axe finds in the site's frame, and publishing asks about it."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Dialog, Page, Request, expect

from tests import commands
from tests.browser.conftest import NewPage
from tests.browser.signing_in import SignedIn
from tests.browser.test_publishing import choose
from tests.running_site import RunningSite

MAKE = """
from wagtail.models import Page, Site
from content.models import ContentPage
page = ContentPage(title="Checked", slug=f"checked-{Page.objects.count()}", live=False)
page.body = [("rich_text", "<p>Short words here.</p><h2>One</h2><h4>Two</h4>")]
Site.objects.get().root_page.add_child(instance=page)
page.save_revision()
print(page.pk)
"""


@pytest.fixture
def editor(new_page: NewPage, own_site: RunningSite, signed_in: SignedIn) -> Page:
    made = commands.run(own_site.environment or {}, "shell", "--no-imports", "-c", MAKE)
    assert made.returncode == 0, made.stdout
    page = new_page(own_site, storage_state=signed_in(own_site))
    page.goto(f"/admin/pages/{made.stdout.split()[-1]}/edit/")
    return page


SERIOUS = """export const checkDraft = async () => ({
  issues: [{rule: 'link-name', impact: 'serious', help: 'Links need words', where: '<a>'}],
  words: 3, minutes: 0, readability: 'Good'});"""


# The form is not sent, as if the server took its time.
HOLD = """document.querySelector("[data-edit-form]").addEventListener("submit", (event) => {
  event.preventDefault();
  event.target.setAttribute("data-held", "");
});"""


def test_the_panel_says_what_axe_finds_in_the_sites_frame(editor: Page) -> None:
    editor.get_by_role("button", name="Toggle checks").click()
    panel = editor.locator("[data-site-checks]")
    expect(panel).to_contain_text("Heading levels should only increase by one")
    expect(panel).to_contain_text("<h4>")
    expect(editor.locator("[data-content-checker-count]")).to_have_text("1")
    expect(editor.locator("[data-content-word-count]")).to_have_text(re.compile(r"^[1-9]\d*$"))
    expect(editor.locator("[data-content-readability-score]")).to_have_text("Acceptable")


@pytest.mark.parametrize("action", ["Publish", "Approve and Publish"])
def test_a_serious_issue_is_published_only_on_purpose(editor: Page, action: str) -> None:
    address = editor.url
    if action != "Publish":
        choose(editor, "Submit to a publisher's review")
        expect(editor.get_by_text("submitted for moderation")).to_be_visible()
        editor.goto(address)
    editor.route(
        "**/assets/checks-*.js",
        lambda route: route.fulfill(content_type="text/javascript", body=SERIOUS),
    )
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    editor.once("dialog", refuse)
    with editor.expect_event("dialog"):
        choose(editor, action)
    assert "• Links need words" in asked[0]
    expect(editor).to_have_url(re.compile("/edit/$"))
    editor.once("dialog", lambda dialog: dialog.accept())
    editor.get_by_role("button", name=action, exact=True).click()
    expect(editor).not_to_have_url(re.compile("/edit/$"))
    editor.goto("/admin/accessibility/")
    listed = editor.get_by_role("row").filter(
        has=editor.locator(f"a[href='{urlsplit(address).path}']")
    )
    expect(listed).to_contain_text("Links need words")


def test_a_button_that_is_clicked_twice_asks_once(editor: Page) -> None:
    editor.route(
        "**/assets/checks-*.js",
        lambda route: route.fulfill(content_type="text/javascript", body=SERIOUS),
    )
    previews: list[str] = []
    editor.on("request", lambda sent: previews.append(sent.url) if is_preview(sent) else None)
    editor.once("dialog", lambda dialog: dialog.dismiss())
    editor.get_by_role("button", name="More actions").last.click()
    with editor.expect_event("dialog"):
        editor.get_by_role("button", name="Publish", exact=True).dblclick()
    assert len(previews) == 1


def is_preview(sent: Request) -> bool:
    return sent.method == "POST" and "/edit/preview/" in sent.url


def test_an_automatic_save_does_not_repeat_the_approval_that_was_clicked(editor: Page) -> None:
    address = editor.url
    choose(editor, "Submit to a publisher's review")
    expect(editor.get_by_text("submitted for moderation")).to_be_visible()
    editor.goto(address)
    editor.evaluate(HOLD)
    choose(editor, "Approve and Publish")
    expect(editor.locator("[data-held]")).to_be_attached()
    with editor.expect_request(lambda sent: sent.method == "POST" and sent.url == address) as saved:
        editor.locator("input[name=title]").fill("Checked twice")
    assert "Checked twice" in (saved.value.post_data or "")
    assert "workflow-action" not in (saved.value.post_data or "")


@pytest.mark.parametrize("model", ["project", "event"])
def test_a_project_and_an_event_are_checked_as_well(
    new_page: NewPage, own_site: RunningSite, signed_in: SignedIn, model: str
) -> None:
    editor = new_page(own_site, storage_state=signed_in(own_site))
    editor.goto(f"/admin/snippets/catalogue/{model}/")
    editor.get_by_role("main").locator("td.title a").first.click()
    editor.get_by_role("button", name="Toggle checks").click()
    expect(editor.locator("[data-site-checks]")).to_contain_text("No issues found.")
    expect(editor.locator("[data-content-word-count]")).to_have_text(re.compile(r"^[1-9]\d*$"))
