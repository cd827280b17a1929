"""News pages, and the page that lists them."""

import datetime
from math import ceil
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from content import folded, images
from content.body.registry import Block
from content.models import BodyPage
from content.public_site import PublicSite
from news.blocks import article, news

PAGE_SIZE = 10


def today() -> datetime.date:
    return timezone.localdate()


class NewsPage(BodyPage):
    """One piece of news. What opens it (date, summary, picture) also introduces it elsewhere."""

    date = models.DateField(
        default=today, help_text="Sets the order. A future date does not delay publication."
    )
    summary = models.TextField(
        max_length=320,
        help_text="One or two sentences that say what happened. Lists and shared links show them.",
    )
    picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Landscape, 1600 pixels or wider.",
    )
    picture_alt = models.CharField(
        "alt text",
        max_length=200,
        blank=True,
        help_text="What the picture shows, for people who cannot see it. "
        "Leave empty if it is only decorative.",
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading="Picture"),
        FieldPanel("body"),
    ]
    search_fields = [
        *BodyPage.search_fields,
        index.SearchField("summary"),
        *folded.fields("summary"),
    ]
    kind = "news"
    parent_page_types = ["news.NewsIndexPage"]
    subpage_types: list[str] = []
    page_description = "One piece of news, with a date."

    class Meta:
        verbose_name = "news page"

    def lead_blocks(self) -> list[Block]:
        picture = images.load([self.picture_id]).get(self.picture_id) if self.picture_id else None
        image = picture.model_copy(update={"alt": self.picture_alt}) if picture else None
        value = article.Article(date=self.date, summary=self.summary, image=image)
        return [article.BLOCK.make(uuid5(NAMESPACE_OID, "article"), value)]


class NewsIndexPage(BodyPage):
    """Lists the news below it, newest first, after its own words."""

    parent_page_types = ["content.HomePage", "content.ContentPage"]
    subpage_types = ["news.NewsPage"]
    page_description = "Lists the news pages below it."
    lists_children = False

    class Meta:
        verbose_name = "news list"

    def own_blocks(self) -> list[Block]:
        return [news.BLOCK.make(uuid5(NAMESPACE_OID, "news"), self.listing(1))]

    def listing(self, number: int) -> news.News:
        """Page ``number`` of the list: three queries, or five with pictures."""
        site = PublicSite.load()
        found = newest(site, self) if site else NewsPage.objects.none()
        first = (number - 1) * PAGE_SIZE
        return news.News(
            path=site.path(self) if site else "/",
            page=number,
            pages=max(1, ceil(found.count() / PAGE_SIZE)),
            items=items(site, list(found[first : first + PAGE_SIZE])) if site else [],
        )


def newest(site: PublicSite, index: Page | None = None) -> Any:
    """Public news of the site, or of one list, newest first."""
    public = site.pages.child_of(index) if index else site.pages
    shown = NewsPage.objects.filter(pk__in=public.order_by().values("pk"))
    return shown.order_by("-date", "-pk")


def items(site: PublicSite, pages: list[NewsPage]) -> list[news.NewsItem]:
    pictures = images.load(page.picture_id for page in pages if page.picture_id)
    return [
        news.NewsItem(
            title=page.title,
            path=site.path(page),
            date=page.date,
            summary=page.summary,
            image=pictures.get(page.picture_id or 0),
        )
        for page in pages
    ]
