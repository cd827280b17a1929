"""Search finds public pages and projects by their words, whatever is typed."""

import pytest
from django.db import connection
from django.db.migrations import Migration
from django.test import Client
from modelsearch.conf import get_app_config
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction

from api.search import search
from catalogue.listing import ProjectQuery, find
from catalogue.models import Project
from content import reindex
from content.models import ContentPage
from content.schemas import KindCount, SearchResult, SearchResults
from news.models import NewsIndexPage, NewsPage
from tests.caches import begin_version
from tests.catalogue.conftest import MakeProject
from tests.content.conftest import MakePage

# SQLite: the pages with the words, the projects with them; of those shown the pages, each kind of
# them, and the projects. What the site is, and where its projects are, is read once for each
# content version.
QUERIES = 1 if connection.vendor == "postgresql" else 5
READ_ONCE = 3
pytestmark = pytest.mark.usefixtures("db")


def paths(query: str) -> list[str]:
    return [result.path for result in search(query, 1).results]


@pytest.mark.usefixtures("orchard")
def test_says_everything_about_a_search() -> None:
    assert search("thermal almonds", 1) == SearchResults(
        query="thermal almonds",
        count=1,
        page=1,
        pages=1,
        kinds=[KindCount(kind="page", count=1)],
        suggestion="",
        results=[
            SearchResult(
                kind="page",
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


@pytest.mark.usefixtures("drone", "catalogue_page")
@pytest.mark.parametrize(
    "query", ["CAP-104", "cap 104", "quail hollow", "THIRSTY", "fall 2026 cap", "villasenor"]
)
def test_a_project_is_found_by_team_partner_and_text(query: str) -> None:
    assert search(query, 1).results == [
        SearchResult(
            kind="project",
            title="Thermal drone",
            path="/all-projects/fall-2026-cap-104/",
            excerpt="CAP-104 for Quail Hollow Orchards, Fall 2026. "
            "Thirsty trees look healthy. Until August.",
        )
    ]


@pytest.mark.usefixtures("catalogue_page")
def test_of_a_project_that_says_little_the_team_is_said(make_project: MakeProject) -> None:
    make_project("CSE-301", "Spring 2026", title="Planner")
    assert search("planner", 1).results[0].excerpt == "CSE-301, Spring 2026."


@pytest.mark.usefixtures("orchard", "catalogue_page")
def test_what_is_named_for_the_words_comes_first_of_pages_and_projects(
    make_page: MakePage, make_project: MakeProject
) -> None:
    make_project("CAP-7", organisation="Quail Hollow Orchards", abstract="Drone.")
    make_project("CAP-8", abstract="Less work in Quail Hollow.")
    make_page("Quail Hollow")
    assert paths("quail hollow") == [
        "/quail-hollow/",
        "/all-projects/fall-2026-cap-7/",
        "/orchard-drone/",
        "/all-projects/fall-2026-cap-8/",
    ]


def test_projects_without_a_page_of_their_own_are_not_found(
    drone: Project, make_page: MakePage
) -> None:
    assert paths("thermal") == []
    page = make_page("Ours", body=[("catalogue", {"heading": "", "semester": ""})])
    assert paths("thermal") == ["/ours/fall-2026-cap-104/"]
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert paths("thermal") == []


@pytest.mark.usefixtures("catalogue_page")
def test_pages_of_results_run_over_pages_and_projects(
    make_page: MakePage, make_project: MakeProject
) -> None:
    for n in range(8):
        make_page(f"Robot {n}")
    for n in range(13):
        make_project(f"CAP-{n}", title=f"Robot {n}")
    responses = [search("robot", page) for page in (1, 2, 3, 4)]
    assert [(a.count, a.page, a.pages, len(a.results)) for a in responses] == [
        (21, 1, 3, 10),
        (21, 2, 3, 10),
        (21, 3, 3, 1),
        (21, 4, 3, 0),
    ]
    shown = [result.path for response in responses for result in response.results]
    assert len(set(shown)) == 21
    assert [path.startswith("/all-projects/") for path in shown] == [False] * 8 + [True] * 13


def test_queries_do_not_grow_with_the_results(
    make_page: MakePage,
    make_project: MakeProject,
    catalogue_page: ContentPage,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_page("Drone")
    make_project("CAP-1", title="Drone")
    for n in range(5):
        make_page(f"Robot {n}")
        make_project(f"CSE-{n}", title="Robot")
    search("drone", 1)  # The first search of a process asks for content types as well.
    begin_version(monkeypatch)
    with django_assert_num_queries(READ_ONCE + QUERIES):
        search("drone", 1)
    for word, count in (("drone", 2), ("robot", 10)):
        with django_assert_num_queries(QUERIES):
            assert len(search(word, 1).results) == count


ACCENTS = [
    ("munoz", "Muñoz"),
    ("MUÑOZ", "Munoz"),
    ("senor", "El Señor"),
    ("naive", "Naïve sensors"),
    ("senores", "Señores"),
    ("capstones", "A capstone day"),
    ("capstone", "Capstones"),
    ("studies", "A study"),
    ("glasses", "A glass"),
    ("muno", "Muñoz"),
]


@pytest.mark.parametrize(("query", "title"), ACCENTS)
def test_accents_and_endings_do_not_matter_in_pages(
    query: str, title: str, make_page: MakePage
) -> None:
    make_page("Other")
    made = [make_page(title), make_page("Body", body=[("rich_text", f"<p>{title}</p>")])]
    found = {result.path for result in search(query, 1).results}
    assert found == {f"/{page.slug}/" for page in made}


@pytest.mark.usefixtures("catalogue_page")
@pytest.mark.parametrize(("query", "title"), ACCENTS)
def test_and_neither_do_they_in_projects(query: str, title: str, make_project: MakeProject) -> None:
    for team, name in (("A-1", "Other"), ("A-2", title)):
        make_project(team, title=name, class_name="Design")
    found = search(query, 1).results
    assert [result.title for result in found if result.kind == "project"] == [title]
    assert [result.title for result in find(ProjectQuery(q=query)).results] == [title]


@pytest.mark.usefixtures("orchard", "catalogue_page")
@pytest.mark.parametrize(
    ("query", "suggested"),
    [
        ("canel", "canal"),
        ("cnal", "canal"),
        ("canaal", "canal"),
        ("caanl", "canal"),
        ("Canél sensor", "canal sensor"),
        ("thermol drone", "thermal drone"),
        ("villasenhor", "villasenor"),
        ("cenel", ""),  # two letters
        ("cab", ""),  # too short
        ("thermel sensor", ""),  # nothing holds both
        ("canal", ""),
        ("%", ""),
    ],
)
def test_suggests_words_one_letter_away(
    query: str, suggested: str, make_project: MakeProject
) -> None:
    make_project("CAP-3", students="Ana Villaseñor")
    assert search(query, 1).suggestion == suggested


def test_suggests_no_hidden_word(make_page: MakePage, make_project: MakeProject) -> None:
    make_project("CAP-4", title="Zeppelin")  # no page of the site shows projects
    make_page("Harpsichord").unpublish()
    assert [search(query, 1).suggestion for query in ("zepelin", "harpsicord")] == ["", ""]


def test_results_have_a_kind_and_can_be_filtered_by_it(
    make_page: MakePage, make_project: MakeProject, catalogue_page: ContentPage, client: Client
) -> None:
    index = NewsIndexPage(title="News of the robot")
    catalogue_page.get_parent().add_child(instance=index)
    index.add_child(instance=NewsPage(title="A robot wins", summary="It is ours."))
    make_page("Robot")
    for number in range(3):
        make_project(f"CAP-{number}", title="Robot")
    everything = search("robot", 1)
    assert {one.kind: one.count for one in everything.kinds} == {"page": 2, "news": 1, "project": 3}
    for kind, count in (("page", 2), ("news", 1), ("project", 3)):
        response = client.get("/api/search/", {"q": "robot", "kind": kind}).json()
        assert (response["count"], {one["kind"] for one in response["results"]}) == (count, {kind})
        assert len(response["kinds"]) == 3
    assert client.get("/api/search/", {"q": "robot", "kind": "person"}).status_code == 400


@pytest.mark.usefixtures("orchard", "drone", "catalogue_page")
@pytest.mark.parametrize("query", ["%", "🤖", "_", "-- !", "\u0301", "()", "*"])
def test_a_query_without_letter_or_digit_finds_nothing_anywhere(query: str) -> None:
    assert search(query, 1).count == 0
    found = find(ProjectQuery(q=query))
    assert (found.count, found.results, found.semesters) == (0, [], [])
    assert find(ProjectQuery(q=" ")).count == 1


def test_a_search_that_finds_nothing_has_a_bounded_number_of_queries(
    make_page: MakePage,
    catalogue_page: ContentPage,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_page("Canal")
    begin_version(monkeypatch)
    search("canel", 1)
    for word in ("canel", "nothing"):
        with django_assert_max_num_queries(2 * QUERIES):
            search(word, 1)
    for number in range(5):
        make_page(f"Canal {number}")
    begin_version(monkeypatch)
    with django_assert_max_num_queries(READ_ONCE + 2 * QUERIES + 5):  # and the words, read anew
        assert search("canel", 1).suggestion == "canal"


def test_the_index_is_made_anew_after_its_migration(make_page: MakePage) -> None:
    make_page("Other")
    page = make_page("Muñoz")
    entries = get_app_config().get_model("IndexEntry").objects
    entries.filter(object_id=str(page.pk)).delete()
    assert paths("munoz") == []
    other = Migration("0001_initial", "content")
    change = Migration("0004_search_without_accents", "content")
    reindex.after_migrations(plan=[(other, False), (change, True)])
    assert paths("munoz") == []
    reindex.after_migrations(plan=[(change, False)])
    assert paths("munoz") == ["/muñoz/"]
