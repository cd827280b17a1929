"""Search finds public pages by their words, whatever is typed."""

import pytest
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction

from content.schemas import SearchResult, SearchResults
from content.search import search
from tests.content.conftest import MakePage

QUERIES = 5
pytestmark = pytest.mark.usefixtures("db")


def paths(query: str) -> list[str]:
    return [result.path for result in search(query, 1).results]


@pytest.fixture
def orchard(make_page: MakePage) -> None:
    make_page(
        "Orchard drone",
        body=[
            ("rich_text", "<p>A thermal camera over almonds.</p>"),
            ("cards", {"heading": "", "cards": []}),
            ("table", {"data": [["Team", "Partner"], ["CAP-104", "Quail Hollow"]]}),
        ],
    )
    make_page("Canal sensor", search_description="Warns of floods", body=[("rich_text", "Water")])


@pytest.mark.usefixtures("orchard")
def test_says_everything_about_a_search() -> None:
    assert search("thermal almonds", 1) == SearchResults(
        query="thermal almonds",
        count=1,
        page=1,
        pages=1,
        results=[
            SearchResult(
                title="Orchard drone",
                path="/orchard-drone/",
                excerpt="A thermal camera over almonds.",
            )
        ],
    )


@pytest.mark.usefixtures("orchard")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("drone", ["/orchard-drone/"]),
        ("DRONE", ["/orchard-drone/"]),
        ("quail", ["/orchard-drone/"]),
        ("floods", ["/canal-sensor/"]),
        ("alm", ["/orchard-drone/"]),
        ("thermal cam", ["/orchard-drone/"]),
        ("thermal sensor", []),
        ("nothing", []),
    ],
)
def test_finds_words_of_title_body_and_description(query: str, found: list[str]) -> None:
    assert paths(query) == found


@pytest.mark.usefixtures("orchard")
def test_the_excerpt_is_the_description_where_there_is_one() -> None:
    assert search("canal", 1).results[0].excerpt == "Warns of floods"


@pytest.mark.parametrize("query", ["schedule", "the schedule", "SCHED"])
def test_a_page_named_for_the_word_comes_first(query: str, make_page: MakePage) -> None:
    named = make_page("Schedule", body=[("rich_text", f"<p>The day, {'hour by hour ' * 50}</p>")])
    for title in ("Event", "Visit"):
        make_page(title, body=[("rich_text", "<p>The schedule, the schedule.</p>")])
    assert paths(query)[0] == f"/{named.slug}/"
    assert set(paths(query)) == {"/schedule/", "/event/", "/visit/"}


@pytest.mark.usefixtures("orchard")
@pytest.mark.parametrize(
    "query",
    [
        "C++ & 'quotes' (a|b) *",
        "dro\0ne",
        "🤖",
        "'; DROP TABLE content_contentpage; --",
        'NOT AND OR NEAR("a" "b")',
        "title:drone",
        "drone:*",
        "a" * 100,
        "\\",
        "%s %d {0}",
        "\u202e\ufeff\u0301",
    ],
)
def test_nothing_that_is_typed_is_an_error(query: str) -> None:
    result = search(query, 1)
    assert (result.query, result.page) == (query, 1)


@pytest.mark.usefixtures("orchard")
def test_punctuation_around_words_does_not_matter() -> None:
    assert paths('"drone"! (thermal) & *almonds*') == ["/orchard-drone/"]


def test_hidden_pages_are_not_found(make_page: MakePage) -> None:
    draft, private, below = make_page("Robot draft"), make_page("Robot private"), None
    below = make_page("Robot below", private)
    assert len(paths("robot")) == 3
    draft.unpublish()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert paths("robot") == []
    assert below.live


def test_a_draft_is_not_searched(make_page: MakePage) -> None:
    about = make_page("About")
    about.title = "Zeppelins"
    about.save_revision()
    assert paths("zeppelins") == []


def test_ten_results_a_page(make_page: MakePage) -> None:
    for n in range(11):
        make_page(f"Robot {n}")
    first, second, third = (search("robot", page) for page in (1, 2, 3))
    assert [(r.count, r.page, r.pages, len(r.results)) for r in (first, second, third)] == [
        (11, 1, 2, 10),
        (11, 2, 2, 1),
        (11, 3, 2, 0),
    ]
    assert len({result.path for r in (first, second) for result in r.results}) == 11


def test_queries_do_not_grow_with_the_results(
    make_page: MakePage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_page("Drone")
    for n in range(8):
        make_page(f"Robot {n}")
    for word, count in (("drone", 1), ("robot", 8)):
        with django_assert_num_queries(QUERIES):
            assert search(word, 1).count == count
