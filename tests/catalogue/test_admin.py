"""Projects and events in the Wagtail admin, as an editor clicks through them."""

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from catalogue.models import Event, Project

LIST = "/admin/snippets/catalogue/project/"
VALUES = {
    "title": "Fig gripper",
    "term": "3",
    "year": "2026",
    "team": "CAP-112",
    "class_name": "Capstone",
    "industry": "Machines",
    "organisation": "Copperline",
    "abstract": "",
    "students": "",
}


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("editor", password="x"))
    return client


def test_projects_are_searched_and_filtered(admin: Client, drone: Project) -> None:
    for query, found in (("q=orchards", True), ("q=zeppelin", False), ("year=2025", False)):
        assert ("Thermal drone" in admin.get(f"{LIST}?{query}").content.decode()) is found


def test_a_project_is_added(admin: Client) -> None:
    response = admin.post(f"{LIST}add/", VALUES)
    assert response.status_code == 302
    assert Project.objects.get().slug == "fall-2026-cap-112"


def test_a_second_one_of_the_same_team_is_told_so(admin: Client, drone: Project) -> None:
    response = admin.post(f"{LIST}add/", {**VALUES, "team": "CAP-104"})
    assert "Fall 2026 already has a team CAP-104." in response.content.decode()


def test_an_event_opens_with_its_schedule(admin: Client, event: Event) -> None:
    response = admin.get(f"/admin/snippets/catalogue/event/edit/{event.pk}/")
    assert response.status_code == 200
    assert "Auditorium" in response.content.decode()


def test_an_exported_list_can_be_imported_again(
    admin: Client, drone: Project, tmp_path: Path
) -> None:
    file = tmp_path / "export.csv"
    response = admin.get(f"{LIST}?export=csv")
    file.write_bytes(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    said = StringIO()
    call_command("import_projects", file, stdout=said, stderr=said)
    assert said.getvalue() == "Projects: 0 added, 0 changed, 1 unchanged.\n"
