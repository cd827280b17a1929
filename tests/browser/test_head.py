"""What search engines, link previews and image-less readers get of every page."""

import httpx
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


def seo_of_every_page(site: RunningSite) -> dict[str, dict[str, str]]:
    """What the API says of every page there is, from home down."""
    found, waiting = {}, ["/"]
    with httpx.Client(base_url=site.url) as client:
        while waiting:
            path = waiting.pop()
            page = client.get("/api/pages/", params={"path": path}).json()
            found[path] = page["seo"]
            waiting += [child["path"] for child in page["children"]]
    return found


def test_every_page_introduces_itself_and_its_pictures(
    new_page: NewPage, site: RunningSite
) -> None:
    """In one round, because to open every page takes seconds."""
    page = new_page(site)
    pages = seo_of_every_page(site)
    assert len(pages) > 12
    titles, descriptions, pictures = set(), set(), 0
    for path, seo in pages.items():
        page.goto(path)
        expect(page.locator("link[rel=canonical]")).to_have_attribute("href", f"{site.url}{path}")
        expect(page.locator(DESCRIPTION)).to_have_attribute("content", seo["description"])
        picture = page.locator("meta[property='og:image']").get_attribute("content") or ""
        assert picture == f"{site.url}{seo['image'] or '/social.png'}"
        title = page.title()
        assert seo["title"] in title
        assert "Innovate to Grow" in title
        titles.add(title)
        descriptions.add(seo["description"])
        pictures += count_of_pictures(page)
    assert len(titles) == len(descriptions) == len(pages)
    assert min(map(len, descriptions)) > 20
    assert pictures > 2 * len(pages)


def count_of_pictures(page: Page) -> int:
    """Each must have a text and a size, and no other shape than the size says."""
    expect(page.get_by_role("contentinfo")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    pictures = page.locator("img")
    assert pictures.evaluate_all(f"all => all.filter({INCOMPLETE}).map(i => i.src)") == []
    assert pictures.evaluate_all(f"all => all.filter({DISTORTED}).map(i => i.src)") == []
    return pictures.count()


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
