"""A list of news, newest first."""

import datetime

from ninja import Field

from content.body.page_block import PageBlock
from content.images import Image
from content.response import Response


class NewsItem(Response):
    title: str
    path: str
    date: datetime.date
    summary: str
    image: Image | None


class News(Response):
    path: str = Field(description="Of the page that lists them.")
    page: int
    pages: int
    items: list[NewsItem] = Field(description="Newest first.")


BLOCK = PageBlock("news", News)
