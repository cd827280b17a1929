"""News are listed newest first, open with their date, and follow what editors publish."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings
from wagtail.models import PageViewRestriction

from news.models import NewsIndexPage, NewsPage
from tests.content.conftest import MakeImage
from tests.news.conftest import MakeNews

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def listed(client: Client, page: int = 1) -> Any:
    return client.get(f"/api/news/?path=/news/&page={page}").json()


def page_at(client: Client, path: str) -> Any:
    return client.get(f"/api/pages/?path={path}").json()


def titles(news: Any) -> list[str]:
    return [item["title"] for item in news["items"]]


def test_the_newest_comes_first_and_of_one_day_the_later_made(
    client: Client, make_news: MakeNews
) -> None:
    for title, day in (("Old", 1), ("New", 9), ("Middle", 5), ("Middle, later", 5)):
        make_news(title, day)
    assert titles(listed(client)) == ["New", "Middle, later", "Middle", "Old"]


def test_the_list_comes_with_its_page_and_not_as_a_menu(
    client: Client, make_news: MakeNews
) -> None:
    make_news("A prize")
    page = page_at(client, "/news/")
    assert page["body"][-1]["type"] == "news"
    assert page["body"][-1]["value"] == listed(client)
    assert page["children"] == []


def test_ten_are_on_a_page(client: Client, make_news: MakeNews) -> None:
    for day in range(1, 24):
        make_news(f"Day {day}", day)
    assert (listed(client)["pages"], len(listed(client)["items"])) == (3, 10)
    assert titles(listed(client, 3)) == ["Day 3", "Day 2", "Day 1"]
    assert client.get("/api/news/?path=/news/&page=4").status_code == 404


def test_a_list_without_news_is_one_empty_page(client: Client, index: NewsIndexPage) -> None:
    assert listed(client) == {"path": "/news/", "page": 1, "pages": 1, "items": []}


def test_what_the_public_may_not_see_is_not_listed(client: Client, make_news: MakeNews) -> None:
    make_news("Gone").unpublish()
    hidden = make_news("Hidden")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    make_news("Seen")
    assert titles(listed(client)) == ["Seen"]
    assert "Hidden" not in client.get("/feed.xml").text


def test_a_page_opens_with_date_summary_and_picture(
    client: Client, make_news: MakeNews, make_image: MakeImage
) -> None:
    picture = make_image()
    make_news("A prize", 3, summary="We won.", picture=picture, picture_alt="A cup")
    page = page_at(client, "/news/a-prize/")
    opening = page["body"][0]
    assert opening["type"] == "article"
    assert opening["value"]["date"] == "2026-11-03"
    assert opening["value"]["summary"] == page["seo"]["description"] == "We won."
    assert opening["value"]["image"]["alt"] == "A cup"
    assert page["seo"]["image"] == opening["value"]["image"]["src"]


def test_publishing_changes_the_list_at_once(
    client: Client,
    make_news: MakeNews,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    make_news("First")
    assert titles(listed(client)) == ["First"]
    make_news("Second", 2)
    assert titles(listed(client)) == ["Second", "First"]
    with django_capture_on_commit_callbacks(execute=True):
        NewsPage.objects.get(title="Second").delete()
    assert titles(page_at(client, "/news/")["body"][-1]["value"]) == ["First"]


def test_a_warm_list_asks_the_database_nothing(
    client: Client,
    make_news: MakeNews,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_news("First")
    listed(client)
    with django_assert_num_queries(0):
        listed(client)


def test_a_longer_list_needs_no_more_questions(make_news: MakeNews, make_image: MakeImage) -> None:
    counts = []
    for rounds in range(2):
        for day in range(1, 4):
            make_news(f"{rounds} {day}", day, picture=make_image(title=f"{rounds} {day}"))
        index = NewsIndexPage.objects.get()
        index.listing(1)
        with CaptureQueriesContext(connection) as asked:
            index.listing(1)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 7


@pytest.mark.parametrize("query", ["path=/nowhere/", "path=/", "path=/news/&page=2"])
def test_there_is_no_list_elsewhere(client: Client, index: NewsIndexPage, query: str) -> None:
    response = client.get(f"/api/news/?{query}")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("query", ["", "path=news", "path=/news/&page=0", "path=/news/&page=x"])
def test_rubbish_is_refused(client: Client, index: NewsIndexPage, query: str) -> None:
    assert client.get(f"/api/news/?{query}").status_code == 400


def test_the_feed_holds_the_latest(client: Client, make_news: MakeNews, settings: Settings) -> None:
    settings.FRONTEND_URL = "https://www.innovatetogrow.test"
    make_news("A prize & <more>", 3)
    response = client.get("/feed.xml")
    assert response.headers["Content-Type"] == "application/atom+xml"
    feed = ElementTree.fromstring(response.content)  # noqa: S314 (ours)
    (entry,) = feed.findall("a:entry", ATOM)
    assert entry.findtext("a:title", "", ATOM) == "A prize & <more>"
    link = entry.find("a:link", ATOM)
    assert link is not None
    assert link.get("href") == "https://www.innovatetogrow.test/news/a-prize-more/"


def test_news_stand_below_lists_alone(index: NewsIndexPage) -> None:
    assert NewsPage not in type(index.get_parent().specific).allowed_subpage_models()
    assert NewsIndexPage.allowed_subpage_models() == [NewsPage]
