"""News pages, and the page that lists them."""

import datetime

from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from content import images
from content.block_schemas import Article, ArticleBlock, Block, NewsBlock
from content.models import BodyPage
from news import listing


def today() -> datetime.date:
    return timezone.localdate()


class NewsPage(BodyPage):
    """One piece of news. What opens it (date, summary, picture) also introduces it elsewhere."""

    date = models.DateField(default=today, help_text="Newest first; what is dated ahead shows too.")
    summary = models.TextField(
        max_length=320, help_text="What happened, in a sentence or two, for lists and shared links."
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
        help_text="What the picture shows, for people who cannot see it. Empty: it is decoration.",
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading="Picture"),
        FieldPanel("body"),
    ]
    search_fields = [*BodyPage.search_fields, index.SearchField("summary")]
    parent_page_types = ["news.NewsIndexPage"]
    subpage_types: list[str] = []
    page_description = "One piece of news, with a date."

    class Meta:
        verbose_name = "news page"

    def lead_blocks(self) -> list[Block]:
        picture = images.load([self.picture_id]).get(self.picture_id) if self.picture_id else None
        image = picture.model_copy(update={"alt": self.picture_alt}) if picture else None
        value = Article(date=self.date, summary=self.summary, image=image)
        return [ArticleBlock(id=listing.identity("article"), value=value)]


class NewsIndexPage(BodyPage):
    """Lists the news below it, newest first, after its own words."""

    parent_page_types = ["content.HomePage", "content.ContentPage"]
    subpage_types = ["news.NewsPage"]
    page_description = "Lists the news pages below it."
    lists_children = False

    class Meta:
        verbose_name = "news list"

    def own_blocks(self) -> list[Block]:
        return [NewsBlock(id=listing.identity("news"), value=listing.below(self, 1))]
