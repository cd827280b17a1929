"""What opens a news page."""

import datetime

from content.body.page_block import PageBlock
from content.images import Image
from content.response import Response


class Article(Response):
    """What opens a news page."""

    date: datetime.date
    summary: str
    image: Image | None


BLOCK = PageBlock("article", Article)
