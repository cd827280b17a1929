"""An editor writes projects and events, a publisher publishes them, visitors read what is live."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.test import Client
from wagtail.models import DraftStateMixin, WorkflowContentType, WorkflowMixin

from catalogue.models import Event, Project
from content.models import ContentPage
from tests.caches import clear_caches
from tests.catalogue.conftest import MakeProject
from tests.catalogue.test_admin import VALUES

PROJECTS = "/admin/snippets/catalogue/project/"
EVENTS = "/admin/snippets/catalogue/event/"
SignIn = Callable[[str], Client]


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """``sign_in("Editors")``: the browser of a member of that group."""

    def enter(group: str) -> Client:
        user = User.objects.create_user(group.lower())
        user.groups.add(Group.objects.get(name=group))
        client = Client()
        client.force_login(user)
        return client

    return enter


def everything_public(client: Client, event: Event) -> str:
    """All that visitors, feeds and search engines are told of projects and events."""
    addresses = [
        *("/api/projects/", "/api/search/?q=drone", "/api/search/?q=zeppelin", "/sitemap.xml"),
        *("/api/events/next/", f"/api/events/{event.pk}/", f"/api/events/{event.pk}/calendar.ics"),
        "/api/pages/?path=/all-projects/fall-2026-cap-104/",
    ]
    clear_caches()
    found = [client.get(address) for address in addresses]
    return "".join(each.content.decode() for each in found if each.status_code == 200)


def test_visitors_read_nothing_of_drafts(
    client: Client, drone: Project, event: Event, catalogue_page: ContentPage
) -> None:
    assert "Thermal drone" in everything_public(client, event)
    drone.title = "Zeppelin"
    drone.save_revision()
    event.title = "Zeppelin day"
    event.save_revision()
    assert "eppelin" not in everything_public(client, event).replace("zeppelin", "")
    drone.refresh_from_db()
    event.refresh_from_db()
    drone.unpublish()
    assert "Thermal drone" not in everything_public(client, event)
    assert "To be announced" in everything_public(client, event)
    event.unpublish()
    assert "Conference Center" not in everything_public(client, event)


def test_an_editor_drafts_and_submits_and_a_publisher_publishes(sign_in: SignIn) -> None:
    editor, publisher = sign_in("Editors"), sign_in("Publishers")
    editor.post(f"{PROJECTS}add/", {**VALUES, "action-submit": "1"})
    project = Project.objects.get()
    assert not project.live
    assert project.current_workflow_state
    form = editor.get(f"{PROJECTS}edit/{project.pk}/").content.decode()
    assert 'name="action-publish"' not in form
    state = project.current_workflow_task_state
    publisher.post(f"{PROJECTS}workflow/action/{project.pk}/approve/{state.pk}/", {"comment": ""})
    assert Project.published.get().title == VALUES["title"]


def test_an_editor_who_asks_to_publish_keeps_a_draft(sign_in: SignIn, drone: Project) -> None:
    values = {**VALUES, "team": "CAP-104", "title": "Zeppelin", "action-publish": "1"}
    response = sign_in("Editors").post(f"{PROJECTS}edit/{drone.pk}/", values)
    assert response.status_code == 302
    drone.refresh_from_db()
    assert (drone.title, drone.has_unpublished_changes) == ("Thermal drone", True)


def test_what_a_publisher_publishes_is_public(sign_in: SignIn, drone: Project) -> None:
    values = {**VALUES, "team": "CAP-104", "title": "Zeppelin", "action-publish": "1"}
    sign_in("Publishers").post(f"{PROJECTS}edit/{drone.pk}/", values)
    assert Project.published.get().title == "Zeppelin"


def draft_shown(client: Client, address: str, values: dict[str, str]) -> tuple[Any, Any]:
    """What the preview of a form gives the site: the page, and what its blocks would ask for."""
    assert json.loads(client.post(address, values).content)["is_valid"]
    shown = client.get(f"{address}?mode=").content.decode()
    parts = re.findall(r'<script id="(?:draft|responses)" [^>]*>(.*?)</script>', shown)
    return json.loads(parts[0]), json.loads(parts[1])


def test_a_project_is_previewed_before_it_is_saved(
    sign_in: SignIn, catalogue_page: ContentPage
) -> None:
    page, _ = draft_shown(sign_in("Editors"), f"{PROJECTS}preview/", VALUES)
    assert page["title"] == "Fig gripper"
    assert page["path"] == "/all-projects/fall-2026-cap-112/"
    assert page["body"][0]["value"]["team"] == "CAP-112"
    assert not Project.objects.exists()


def test_an_events_preview_brings_its_schedule(sign_in: SignIn, event: Event) -> None:
    values = {
        **{"title": "A better day", "date": "2026-12-12", "starts": "10:00", "ends": "17:00"},
        **{"place": "", "text": "", "tracks-count": "0"},
    }
    address = f"{EVENTS}preview/{event.pk}/"
    page, responses = draft_shown(sign_in("Editors"), address, values)
    assert page["title"] == "A better day"
    assert page["body"][0]["value"]["event"] == event.pk
    assert responses[f"/events/{event.pk}/"]["starts"].startswith("2026-12-12T10:00")
    assert Event.objects.get().title == "Innovate to Grow, Fall 2026"


@pytest.mark.parametrize("model", [Project, Event])
def test_each_has_a_way_through_moderation(model: type[Model], db: None) -> None:
    assert issubclass(model, DraftStateMixin)
    assert issubclass(model, WorkflowMixin)
    found = WorkflowContentType.objects.get(content_type__model=model._meta.model_name)
    task = found.workflow.tasks.get().specific
    assert [group.name for group in task.groups.order_by("pk")] == ["Publishers", "Operators"]


def test_a_scheduled_project_goes_live_by_itself(make_project: MakeProject) -> None:
    from datetime import timedelta

    from django.core.management import call_command
    from django.utils import timezone

    project = make_project("CAP-7", live=False)
    project.go_live_at = timezone.now() - timedelta(seconds=1)
    project.save_revision(approved_go_live_at=project.go_live_at)
    call_command("publish_scheduled", verbosity=0)
    assert Project.published.get().team == "CAP-7"
