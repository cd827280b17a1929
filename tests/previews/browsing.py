"""A preview's site in a browser."""

from dataclasses import dataclass
from typing import Any

from tests.services.server import READY_WITHIN

PICTURES = "[...document.images].filter(image => image.naturalWidth).length"


@dataclass(frozen=True)
class Visit:
    """What a visitor's browser saw of a preview's site."""

    title: str
    asked: list[str]
    faults: list[str]
    pictures: int


def open_page(browser: Any, opening: dict[str, str]) -> Any:
    """In a context of its own, which goes with it, and which a link has let in."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(READY_WITHIN * 1000)
    page.goto(opening["link"])
    page.get_by_role("button", name="Open the site").click()
    page.wait_for_url(f"{opening['site']}/")
    return page


def visit(browser: Any, opening: dict[str, str]) -> Visit:
    page, site = open_page(browser, opening), opening["site"]
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/about/", wait_until="networkidle")
    page.wait_for_selector("main h1")
    title = page.title()
    page.goto(site, wait_until="networkidle")
    seen = Visit(title, asked, faults, page.evaluate(PICTURES))
    page.close()
    return seen
