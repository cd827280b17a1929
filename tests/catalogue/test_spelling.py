"""Classes and industries are suggested, and another spelling is no other filter."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from catalogue import listing
from catalogue.listing import ProjectQuery
from catalogue.models import Project
from tests.catalogue.conftest import MakeProject
from tests.catalogue.test_admin import LIST, VALUES


def industries(wanted: ProjectQuery) -> list[tuple[str, int]]:
    return [(it.label, it.count) for it in listing.find(wanted).industries]


def test_the_form_suggests_what_is_stored(admin_client: Client, drone: Project) -> None:
    form = admin_client.get(f"{LIST}add/").content.decode()
    assert 'list="id_industry-suggestions"' in form
    assert '<option value="Food"></option>' in form
    assert '<option value="Capstone"></option>' in form


@pytest.mark.parametrize("typed", ["food", "FOOD ", "Food.", "Fóod"])
def test_another_spelling_becomes_the_known_one(
    admin_client: Client, drone: Project, typed: str
) -> None:
    values = {**VALUES, "industry": typed, "class_name": "CAPSTONE", "action-publish": "1"}
    admin_client.post(f"{LIST}add/", values)
    added = Project.objects.get(team="CAP-112")
    assert (added.industry, added.class_name) == ("Food", "Capstone")
    assert industries(ProjectQuery()) == [("Food", 2)]


def test_the_only_project_can_be_spelled_anew(admin_client: Client, drone: Project) -> None:
    values = {**VALUES, "team": "CAP-104", "industry": "food", "action-publish": "1"}
    admin_client.post(f"{LIST}edit/{drone.pk}/", values)
    assert Project.objects.get().industry == "food"


def test_an_import_takes_the_known_spelling(drone: Project, tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text(
        "Semester,Class,Team,Title,Industry\n"
        "Fall 2026,capstone,A-1,One,food\nFall 2026,New,A-2,Two,Solar\nFall 2026,new,A-3,X,solar\n"
    )
    call_command("import_projects", file, verbosity=0)
    found = Project.objects.filter(team__startswith="A-").order_by("team")
    assert [(it.class_name, it.industry) for it in found] == [
        ("Capstone", "Food"),
        ("New", "Solar"),
        ("New", "Solar"),
    ]


def test_older_spellings_are_one_filter(make_project: MakeProject) -> None:
    for team, industry in (("A-1", "Food tech"), ("A-2", "Food Tech"), ("A-3", "Food Tech")):
        make_project(team, industry=industry)
    assert industries(ProjectQuery()) == [("Food Tech", 3)]
    for asked in ("Food Tech", "food-tech"):
        assert listing.find(ProjectQuery(industry=asked)).count == 3
    assert listing.find(ProjectQuery(industry="Foo")).count == 0
