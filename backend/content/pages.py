"""Pages by path."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from django.conf import settings
from wagtail.models import Page as StoredPage

from content import other_pages, redirects
from content.blocks import hero
from content.body import references as rows
from content.body import stream
from content.body.registry import Block
from content.public_site import PublicSite, current_site
from content.references import Raw, image_keys
from content.schemas import Breadcrumb, Page, Redirect, Seo

# When a page was published that a program saved as live without publishing it.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def find(path: str) -> Page | Redirect | None:
    """What is at ``path``, which starts and ends with a slash; None when nothing is.

    The number of queries does not depend on how much a page holds.
    """
    site = current_site()
    if not site or "\0" in path:  # PostgreSQL has no NUL in text
        return None
    page = site.pages.filter(url_path=site.url_path(path)).specific().first()
    if page:
        return describe(site, page)
    return other_pages.find(path) or redirects.follow(site, path)


def describe(site: PublicSite, page: StoredPage) -> Page:
    stored = stored_body(page)
    shared_image = picture_of(page) or hero.picture(stored)
    references = rows.load(site, stored, extra_image=shared_image)
    lists_children = getattr(page, "lists_children", True)
    ancestors = site.pages.ancestor_of(page).order_by("path")
    children = site.pages.child_of(page).order_by("path") if lists_children else []
    image = references.images.get(shared_image or 0)
    return Page(
        path=site.path(page),
        title=page.title,
        seo=Seo(
            title=page.seo_title or page.title,
            description=introduction(page),
            canonical=f"{settings.FRONTEND_URL}{site.path(page)}",
            image=image.src if image else None,
        ),
        breadcrumbs=breadcrumbs(site, ancestors),
        children=breadcrumbs(site, children),
        updated=page.last_published_at or page.latest_revision_created_at or NEVER,
        body=[
            *more(page, "lead_blocks"),
            *stream.responses(stored, references),
            *more(page, "own_blocks"),
        ],
    )


def introduction(page: StoredPage) -> str:
    """A page in a sentence or two, for search engines, links and lists."""
    return introduce(page.search_description, getattr(page, "summary", ""), stored_body(page))


def introduce(description: str, summary: str, body: Sequence[Raw]) -> str:
    """The same from a page's columns."""
    return description or summary or stream.excerpt(body)


def more(page: StoredPage, name: str) -> list[Block]:
    """What a kind of page says besides its body; nothing for a new Wagtail's first page."""
    blocks: list[Block] = getattr(page, name)() if hasattr(page, name) else []
    return blocks


def stored_body(page: StoredPage) -> list[Raw]:
    """The body as stored; empty for a page of another kind, such as a new Wagtail's first."""
    return list(page.body.raw_data) if hasattr(page, "body") else []


def picture_of(page: StoredPage) -> int | None:
    """The picture for shared links, as its editor chose it."""
    return getattr(page, "seo_image_id", None) or getattr(page, "picture_id", None)


def pictures_of(page: StoredPage) -> set[int]:
    """The keys of all images that a page, its shared link or a list of pages shows."""
    chosen = {getattr(page, name, None) for name in ("seo_image_id", "picture_id")}
    return image_keys(stored_body(page)) | {key for key in chosen if key}


def breadcrumbs(site: PublicSite, pages: Iterable[StoredPage]) -> list[Breadcrumb]:
    return [Breadcrumb(title=page.title, path=site.path(page)) for page in pages]
