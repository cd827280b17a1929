"""The README's pictures, made anew by ``make screenshots``: what users see, at two widths."""

import io
from pathlib import Path
from typing import Final

import pytest
from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.cross_site import CrossSite, visit
from tests.browser.signing_in import sign_in
from tests.browser.test_preview_link import draft, open_editor
from tests.browser.test_share_link import make_link
from tests.browser.watch import Watch
from tests.running_site import RunningSite

FOLDER: Final = Path(__file__).parents[2] / ".github/screenshots"
# Where each is, and the heading that is scrolled to where it is not the page's own.
PAGES: Final = {
    "home": ("/", ""),
    "event": ("/event/", ""),
    "schedule": ("/event/schedule/", "Presentations"),
    "sheet": ("/event/teams/", "Who stands where"),
    "catalogue": ("/projects/all/?q=water", ""),
    "project": ("/projects/all/fall-2026-cap-104/", ""),
    "news": ("/news/", ""),
    "form": ("/contact/write/", ""),
}
WIDTHS: Final = {"phone": PHONE, "desktop": DESKTOP}


def keep(page: Page, name: str) -> None:
    """As it stands, when its pictures and its typeface are there."""
    page.wait_for_load_state("networkidle")
    page.evaluate("() => document.fonts.ready.then(() => undefined)")
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.thumbnail((1080, 1080))
        picture.save(FOLDER / f"{name}.webp", quality=70, method=6)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_what_visitors_see(new_page: NewPage, site: RunningSite, name: str, width: str) -> None:
    page = new_page(site, WIDTHS[width])
    path, heading = PAGES[name]
    page.goto(path)
    expect(page.locator("main[aria-busy=true]")).to_have_count(0)
    if heading:
        page.get_by_role("heading", name=heading).evaluate(
            "(it) => scrollTo({top: it.getBoundingClientRect().top - 100, behavior: 'instant'})"
        )
    keep(page, f"{name}-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_what_somebody_with_a_link_sees(
    new_page: NewPage, cross_site: CrossSite, watch: Watch, width: str
) -> None:
    watch.expects("foreign ")
    editor = new_page(cross_site.api)
    sign_in(editor)
    link = make_link(editor)
    page = visit(new_page(cross_site.api, WIDTHS[width]), cross_site)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    keep(page, f"shared-draft-{width}")


@pytest.mark.parametrize(("width", "size"), [("phone", "mobile"), ("desktop", "desktop")])
def test_what_an_editor_sees(
    new_page: NewPage, cross_site: CrossSite, watch: Watch, width: str, size: str
) -> None:
    watch.expects(f"foreign {cross_site.url}/")
    editor = visit(new_page(cross_site.api, ViewportSize(width=1600, height=900)), cross_site)
    sign_in(editor)
    open_editor(editor, "Sponsors")
    editor.get_by_label(f"Preview in {size} size").check(force=True)
    expect(draft(editor).get_by_role("heading", level=1)).to_be_visible()
    keep(editor, f"editor-preview-{width}")
