"""What search engines, link previews and image-less readers get of every page."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.running_site import RunningSite

DESCRIPTION = "meta[name=description]"
INCOMPLETE = """image =>
  !image.hasAttribute('alt') || !image.getAttribute('width') || !image.getAttribute('height')
"""
DISTORTED = """({complete, naturalWidth, naturalHeight, attributes: {width, height}}) =>
  complete && Math.abs(naturalWidth / naturalHeight - width.value / height.value) > 0.02
"""


@pytest.fixture(scope="module")
def paths(site: RunningSite) -> list[str]:
    """Every page there is, from home down."""
    found, waiting = [], ["/"]
    while waiting:
        path = waiting.pop()
        found.append(path)
        page = httpx.get(f"{site.url}/api/pages/", params={"path": path}).json()
        waiting += [child["path"] for child in page["children"]]
    return found


def test_every_page_introduces_itself(
    new_page: NewPage, site: RunningSite, paths: list[str]
) -> None:
    page = new_page(site)
    assert len(paths) > 12
    titles, descriptions = set(), set()
    for path in paths:
        seo = httpx.get(f"{site.url}/api/pages/", params={"path": path}).json()["seo"]
        page.goto(path)
        expect(page.locator("link[rel=canonical]")).to_have_attribute("href", f"{site.url}{path}")
        expect(page.locator(DESCRIPTION)).to_have_attribute("content", seo["description"])
        assert seo["title"] in page.title()
        assert "Innovate to Grow" in page.title()
        titles.add(page.title())
        descriptions.add(seo["description"])
    assert len(titles) == len(descriptions) == len(paths)
    assert min(map(len, descriptions)) > 20


def test_the_introduction_follows_the_visitor(desktop: Page) -> None:
    desktop.goto("/")
    home = desktop.locator(DESCRIPTION).get_attribute("content")
    desktop.get_by_role("navigation", name="Main").get_by_role("link", name="Contact").click()
    expect(desktop).to_have_title("Contact · Innovate to Grow")
    for name in ("description", "og:description"):
        meta = desktop.locator(f"meta[name='{name}'], meta[property='{name}']")
        expect(meta).to_have_count(1)
        expect(meta).not_to_have_attribute("content", home or "")
    expect(desktop.locator("link[rel=canonical]")).to_have_count(1)
    expect(desktop.locator("meta[property='og:title']")).to_have_attribute("content", "Contact")


def test_pictures_have_a_text_and_a_size_everywhere(
    new_page: NewPage, site: RunningSite, paths: list[str]
) -> None:
    page = new_page(site)
    seen = 0
    for path in paths:
        page.goto(path)
        expect(page.get_by_role("contentinfo")).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        pictures = page.locator("img")
        seen += pictures.count()
        assert pictures.evaluate_all(f"all => all.filter({INCOMPLETE}).map(i => i.src)") == []
        assert pictures.evaluate_all(f"all => all.filter({DISTORTED}).map(i => i.src)") == []
    assert seen > 2 * len(paths)
