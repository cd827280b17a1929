"""News in pages of ten, newest first, and the ten latest as a feed."""

from math import ceil
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.apps import apps
from django.http import Http404
from wagtail.models import Page

from content import images
from content.block_schemas import News, NewsItem
from content.public_site import PublicSite

if TYPE_CHECKING:
    from news.models import NewsPage

PAGE_SIZE = 10


def identity(kind: str) -> UUID:
    """Of a block that a page always has once."""
    return uuid5(NAMESPACE_OID, kind)


def newest(site: PublicSite, index: Page | None = None) -> Any:
    """Public news of the site, or of one list, newest first."""
    public = site.pages.child_of(index) if index else site.pages
    model = apps.get_model("news", "NewsPage")
    return model.objects.filter(pk__in=public.order_by().values("pk")).order_by("-date", "-pk")


def below(index: Page, number: int) -> News:
    """Page ``number`` of a list: three queries, or five with pictures."""
    site = PublicSite.load()
    found = newest(site, index) if site else apps.get_model("news", "NewsPage").objects.none()
    first = (number - 1) * PAGE_SIZE
    return News(
        path=site.path(index) if site else "/",
        page=number,
        pages=max(1, ceil(found.count() / PAGE_SIZE)),
        items=items(site, list(found[first : first + PAGE_SIZE])) if site else [],
    )


def items(site: PublicSite, pages: "list[NewsPage]") -> list[NewsItem]:
    pictures = images.load(page.picture_id for page in pages if page.picture_id)
    return [
        NewsItem(
            title=page.title,
            path=site.path(page),
            date=page.date,
            summary=page.summary,
            image=pictures.get(page.picture_id or 0),
        )
        for page in pages
    ]


def at(path: str, number: int) -> News:
    """Page ``number`` of the list at ``path``. Raises Http404 where neither is."""
    site = PublicSite.load()
    model = apps.get_model("news", "NewsIndexPage")
    found = site.pages.type(model).filter(url_path=site.url_path(path)).first() if site else None
    if found is None:
        raise Http404(f"There is no list of news at {path}")
    news = below(found, number)
    if number > news.pages:
        raise Http404(f"The list at {path} has {news.pages} pages")
    return news
