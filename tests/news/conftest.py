"""A list of news, and news in it."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from content.models import HomePage
from news.models import NewsIndexPage, NewsPage
from tests.content.conftest import home, make_image, make_page, media, site

__all__ = ["home", "make_image", "make_page", "media", "site"]

MakeNews = Callable[..., NewsPage]


@pytest.fixture
def index(home: HomePage) -> NewsIndexPage:
    index: NewsIndexPage = home.add_child(instance=NewsIndexPage(title="News", live=False))
    index.save_revision().publish()
    return index


@pytest.fixture
def make_news(
    index: NewsIndexPage, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> MakeNews:
    """``make_news("A prize", day=3)``: live, of that day of November 2026."""

    def make(title: str, day: int = 1, **fields: Any) -> NewsPage:
        parent = NewsIndexPage.objects.get(pk=index.pk)
        news = NewsPage(title=title, date=datetime.date(2026, 11, day), live=False, **fields)
        news.summary = news.summary or f"All about {title}."
        with django_capture_on_commit_callbacks(execute=True):
            parent.add_child(instance=news)
            news.save_revision().publish()
        news.refresh_from_db()
        return news

    return make
