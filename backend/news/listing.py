"""Lists of news at their addresses, and the news of the whole site."""

from django.http import Http404

from content.public_site import PublicSite
from news.blocks.news import News
from news.models import NewsIndexPage


def at(path: str, number: int) -> News:
    """Page ``number`` of the list at ``path``. Raises Http404 where neither is."""
    site = PublicSite.load()
    found = (
        site.pages.type(NewsIndexPage).filter(url_path=site.url_path(path)).first()
        if site
        else None
    )
    if found is None:
        raise Http404(f"There is no list of news at {path}")
    news: News = found.specific.listing(number)
    if number > news.pages:
        raise Http404(f"The list at {path} has {news.pages} pages")
    return news
