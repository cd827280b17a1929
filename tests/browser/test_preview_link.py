"""An editor presses Preview and sees the site with the draft, on another site than the admin's."""

import re

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.conftest import DESKTOP, NewPage
from tests.browser.cross_site import CrossSite, visit
from tests.browser.signing_in import SignedIn
from tests.browser.watch import Watch

SPONSORS = "They bring the problems, and pay for the aluminum"
ABOUT = "Engineering, learned by finishing something"
FRAME = """address => new Promise((onload) => {
  document.body.append(Object.assign(document.createElement('iframe'), {src: address, onload}));
})"""
# Once the frame has the width of the size, which is an animation's end.
WIDTH = """(_, size) => new Promise((done) => (function look() {
  (innerWidth < 400) === (size === 'mobile') ? done(innerWidth) : setTimeout(look, 50);
})())"""

HOLD_LONG_TIMERS = """
const later = window.setTimeout, held = [];
window.setTimeout = (run, delay, ...rest) =>
  delay >= 1000 ? held.push(() => run(...rest)) : later(run, delay, ...rest);
window.snapshots = 0;
document.addEventListener('w-unsaved:watch-edits', () => window.snapshots++);
window.runLongTimers = () => {
  held.splice(0).forEach((run) => run());
  return window.snapshots;
};
"""
TYPE_WHEN_SAVED = """(words) => {
  const type = () => {
    document.querySelector('input[name=title]').select();
    document.execCommand('insertText', false, words);
  };
  window.addEventListener('w-autosave:success', type, { capture: true, once: true });
}"""


@pytest.fixture
def editor(new_page: NewPage, cross_site: CrossSite, signed_in: SignedIn, watch: Watch) -> Page:
    watch.expects(f"foreign {cross_site.url}/")
    known = signed_in(cross_site.api)
    return visit(new_page(cross_site.api, DESKTOP, storage_state=known), cross_site)


def draft(editor: Page) -> FrameLocator:
    return editor.frame_locator("#w-preview-iframe").frame_locator("iframe")


def open_editor(editor: Page, title: str) -> None:
    editor.goto(f"/admin/pages/search/?q={title}")
    editor.get_by_role("main").get_by_role("link", name=title, exact=True).first.click()
    expect(editor.locator("input[name=title]")).to_have_value(title)
    editor.get_by_role("button", name="Toggle preview").click()


def test_an_unsaved_change_is_seen_on_the_site(editor: Page, cross_site: CrossSite) -> None:
    open_editor(editor, "Sponsors")
    expect(draft(editor).get_by_role("heading", level=1)).to_have_text(SPONSORS)
    editor.locator("[name=body-0-value-heading]").fill("They bring the coffee")
    expect(draft(editor).get_by_role("heading", level=1)).to_have_text("They bring the coffee")
    expect(draft(editor).get_by_role("navigation", name="Breadcrumb")).to_contain_text("Sponsors")
    (frame,) = [f for f in editor.frames if f.url.startswith(cross_site.url)]
    assert frame.url == f"{cross_site.url}/preview/", "no token, in no address"


def test_a_change_made_while_the_form_is_opening_is_seen_too(editor: Page) -> None:
    editor.add_init_script(HOLD_LONG_TIMERS)
    open_editor(editor, "Questions and answers")
    heading = draft(editor).get_by_role("heading", level=1)
    expect(heading).to_be_visible()
    editor.locator("input[name=title]").fill("An early change")
    assert editor.evaluate("window.snapshots") == 0
    assert editor.evaluate("window.runLongTimers()") > 0
    expect(heading).to_have_text("An early change")


def test_a_change_made_during_an_automatic_save_is_seen_too(editor: Page) -> None:
    open_editor(editor, "Innovate to Grow history")
    heading = draft(editor).get_by_role("heading", level=1)
    expect(heading).to_be_visible()
    editor.evaluate(TYPE_WHEN_SAVED, "The second change")
    title = editor.locator("input[name=title]")
    title.fill("The first change")
    expect(title).to_have_value("The second change")
    expect(heading).to_have_text("The second change")


def test_the_preview_is_as_wide_as_the_device(editor: Page) -> None:
    open_editor(editor, "Contact")
    heading = draft(editor).get_by_role("heading", level=1)
    expect(heading).to_have_text("Contact")
    width = {}
    for size in ("mobile", "desktop"):
        editor.get_by_label(f"Preview in {size} size").check(force=True)
        width[size] = heading.evaluate(WIDTH, size)
    assert width["mobile"] < 400 < width["desktop"]


def test_a_change_far_down_leaves_the_reader_there(editor: Page) -> None:
    open_editor(editor, "About")
    heading = draft(editor).get_by_role("heading", level=1)
    expect(heading).to_have_text(ABOUT)
    heading.evaluate("() => window.scrollTo({top: 500, behavior: 'instant'})")
    editor.wait_for_timeout(300)
    editor.locator("[name=body-0-value-heading]").fill("Engineering, with cake")
    expect(heading).to_have_text("Engineering, with cake")
    heading.evaluate(
        "() => new Promise((done) => (function look() {"
        "  Math.abs(scrollY - 500) < 3 ? done() : setTimeout(look, 50); })())"
    )


def test_a_page_that_does_not_exist_yet_is_seen(editor: Page) -> None:
    editor.goto("/admin/pages/add/content/contentpage/3/")
    editor.locator("input[name=title]").fill("A page to come")
    editor.get_by_role("button", name="Toggle preview").click()
    expect(draft(editor).get_by_role("heading", level=1)).to_have_text("A page to come")


def test_in_a_tab_of_its_own_too(editor: Page) -> None:
    open_editor(editor, "Judges")
    with editor.context.expect_page() as opened:
        editor.get_by_label("Preview in new tab").click()
    tab = opened.value
    expect(tab).to_have_title(re.compile("Preview: Judges"))
    expect(tab.frame_locator("iframe").get_by_role("heading", level=1)).to_be_visible()


def test_a_stranger_cannot_hand_the_site_a_draft(
    new_page: NewPage, cross_site: CrossSite, watch: Watch
) -> None:
    watch.expects("net::ERR_BLOCKED_BY_RESPONSE /preview/")
    watch.expects("(foreign |404 |console .*frame-ancestors)")
    page = new_page(cross_site.api)
    page.goto(cross_site.amplify.url)  # anywhere that is neither the site nor its admin
    page.evaluate(FRAME, f"{cross_site.url}/preview/")
    assert [frame.url for frame in page.frames[1:]] == ["chrome-error://chromewebdata/"]
