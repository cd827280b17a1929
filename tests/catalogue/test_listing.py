"""The catalogue's responses: words, filters, what is left to choose, order, pages."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from catalogue.models import Project
from content.models import ContentPage
from tests.catalogue.conftest import MakeProject

QUERIES = 8


@pytest.fixture
def three(drone: Project, make_project: MakeProject) -> None:
    make_project("CAP-107", "Spring 2026", title="Canal sensor", industry="Water")
    make_project("CSE-301", title="Bus planner", class_name="Software", industry="Mobility")


def teams(client: Client, **asked: str) -> list[str]:
    response = client.get("/api/projects/", asked)
    assert response.status_code == 200
    return [result["team"] for result in response.json()["results"]]


def test_says_everything_about_a_project(
    client: Client, drone: Project, catalogue_page: ContentPage
) -> None:
    assert client.get("/api/projects/").json() == {
        "count": 1,
        "page": 1,
        "pages": 1,
        "results": [
            {
                "path": "/all-projects/fall-2026-cap-104/",
                "semester": "Fall 2026",
                "class_name": "Capstone",
                "team": "CAP-104",
                "title": "Thermal drone",
                "organisation": "Quail Hollow Orchards",
                "industry": "Food",
                "excerpt": "Thirsty trees look healthy. Until August.",
            }
        ],
        "semesters": [{"value": "fall-2026", "label": "Fall 2026", "count": 1}],
        "classes": [{"value": "Capstone", "label": "Capstone", "count": 1}],
        "industries": [{"value": "Food", "label": "Food", "count": 1}],
    }


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["CAP-104", "CSE-301", "CAP-107"]),
        ({"q": "DRO"}, ["CAP-104"]),
        ({"q": "villasenor zoe"}, ["CAP-104"]),
        ({"q": "rone"}, []),
        ({"q": "cap-104"}, ["CAP-104"]),
        ({"q": "100% _ ' \" \\ ( ; --"}, []),
        ({"q": "★ !"}, []),
        ({"semester": "spring-2026"}, ["CAP-107"]),
        ({"semester": "whenever"}, []),
        ({"class": "software"}, ["CSE-301"]),
        ({"class": "Capstone", "industry": "Water"}, ["CAP-107"]),
        ({"industry": "Space"}, []),
        ({"sort": "title"}, ["CSE-301", "CAP-107", "CAP-104"]),
        ({"page": "2"}, []),
    ],
)
def test_finds_what_is_asked_for(client: Client, asked: dict[str, str], found: list[str]) -> None:
    assert teams(client, **asked) == found


@pytest.mark.usefixtures("three")
def test_a_filter_says_what_is_left_beside_the_others(client: Client) -> None:
    found = client.get("/api/projects/", {"class": "Capstone", "industry": "Water"}).json()
    assert [(c["value"], c["count"]) for c in found["semesters"]] == [("spring-2026", 1)]
    assert [(c["value"], c["count"]) for c in found["classes"]] == [("Capstone", 1)]
    assert [(c["value"], c["count"]) for c in found["industries"]] == [("Food", 1), ("Water", 1)]


def test_twenty_four_a_page(client: Client, make_project: MakeProject) -> None:
    for number in range(25):
        make_project(f"CAP-{number:03}")
    first, second = (client.get("/api/projects/", {"page": n}).json() for n in (1, 2))
    assert [(a["count"], a["pages"], len(a["results"])) for a in (first, second)] == [
        (25, 2, 24),
        (25, 2, 1),
    ]


@pytest.mark.parametrize(
    "asked",
    [{"page": "0"}, {"page": "x"}, {"sort": "best"}, {"q": "a" * 101}, {"q": "a\0"}],
    ids=str,
)
def test_refuses_what_no_field_allows(client: Client, asked: dict[str, str]) -> None:
    response = client.get("/api/projects/", asked)
    assert (response.status_code, list(response.json()["errors"])) == (400, list(asked))


@pytest.mark.usefixtures("three", "catalogue_page")
def test_a_repeated_question_asks_the_database_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get("/api/projects/?q=drone&class=Capstone")
    with django_assert_num_queries(0):
        again = client.get("/api/projects/?class=Capstone&q=drone&other=1")
    assert again.content == first.content
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_change_is_seen_at_once(
    client: Client,
    drone: Project,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    assert teams(client, q="drone") == ["CAP-104"]
    with django_capture_on_commit_callbacks(execute=True):
        drone.title = "Thermal balloon"
        drone.save()
    assert (teams(client, q="drone"), teams(client, q="balloon")) == ([], ["CAP-104"])
    with django_capture_on_commit_callbacks(execute=True):
        drone.delete()
    assert teams(client, q="balloon") == []


def test_queries_do_not_grow_with_the_results(
    client: Client, make_project: MakeProject, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        make_project(f"CAP-{number}")
    client.get("/api/projects/")
    for asked in ("1", "cap"):
        with django_assert_num_queries(QUERIES):
            client.get("/api/projects/", {"q": asked})
