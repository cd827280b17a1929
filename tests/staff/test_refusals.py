"""Two drafts with the same address: the second is refused with a message, and nothing is lost."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Revision, Workflow

from catalogue.models import Event, Project
from content.scheduling import is_any_due, models_with_drafts
from tests.content.conftest import MakePage, home, make_page, media, site

__all__ = ["home", "make_page", "media", "site"]

Make = Callable[[str], Any]


def member(group: str) -> User:
    user = User.objects.create_user(group.lower(), f"{group.lower()}@example.org")
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def publisher(db: None) -> Client:
    client = Client()
    client.force_login(member("Publishers"))
    return client


# The field that an editor changes, and what the message says. None: an editor gives it no address.
RENAMED: dict[Any, tuple[str, str] | None] = {
    Page: ("slug", "already in use"),
    Project: ("team", "Fall 2026 already has a team wanted."),
    Event: None,  # its identifier is made by the program
}
KINDS = [model for model, renamed in RENAMED.items() if renamed]


@pytest.fixture
def make(make_page: MakePage, request: pytest.FixtureRequest) -> Make:
    def project(name: str) -> Project:
        return Project.objects.create(team=name, year=2026, term=3, title=name, class_name="C")

    return project if request.getfixturevalue("kind") is Project else make_page


@pytest.fixture
def drafts(make: Make, kind: Any) -> list[Any]:
    """Two published things, each with a draft that names it "wanted"."""
    field, _ = RENAMED[kind]  # type: ignore[misc]
    found = [make(name) for name in ("one", "two")]
    for each in found:
        setattr(each, field, "wanted")
        each.save_revision()
    return found


def stored(thing: Any) -> Any:
    return type(thing).objects.get(pk=thing.pk)


def root(thing: Any) -> str:
    is_page = isinstance(thing, Page)
    return "/admin/pages" if is_page else "/admin/snippets/catalogue/project"


def edit(thing: Any) -> str:
    is_page = isinstance(thing, Page)
    return f"{root(thing)}/{thing.pk}/edit/" if is_page else f"{root(thing)}/edit/{thing.pk}/"


def approve(client: Client, thing: Any, **headers: str) -> Any:
    workflow = Workflow.objects.get()
    workflow.start(thing, User.objects.get(username="publishers"))
    state = stored(thing).current_workflow_task_state
    address = f"{root(thing)}/workflow/action/{thing.pk}/approve/{state.pk}/"
    came = {"referer": f"http://testserver{edit(thing)}", **headers}
    return client.post(address, {"comment": ""}, headers=came)


def test_each_kind_with_drafts_is_tried() -> None:
    assert RENAMED.keys() == set(models_with_drafts())


@pytest.mark.parametrize("kind", KINDS)
def test_the_second_of_two_approved_drafts_is_told(
    publisher: Client, drafts: list[Any], kind: Any
) -> None:
    first, second = drafts
    assert approve(publisher, first).status_code == 302
    response = approve(publisher, second)
    assert response.status_code == 302
    assert response["Location"].endswith(edit(second))
    shown = publisher.get(response["Location"]).content.decode()
    assert f"This was not done. {'' if kind is Page else RENAMED[kind][1]}" in shown  # type: ignore[index]
    assert RENAMED[kind][1].replace("'", "&#x27;") in shown  # type: ignore[index]
    kept = stored(second)
    assert kept.current_workflow_state, "it still waits for somebody"
    assert getattr(kept, RENAMED[kind][0]) == "two"  # type: ignore[index]
    assert 'value="wanted"' in shown, "the draft is kept"


@pytest.mark.parametrize("kind", [Project])
def test_a_dialog_of_the_admin_leads_back_to_the_message(
    publisher: Client, drafts: list[Any], kind: Any
) -> None:
    drafts[0].latest_revision.publish()
    response = approve(publisher, drafts[1], **{"X-Requested-With": "XMLHttpRequest"})
    assert response.json()["step"] == "success"
    assert response.json()["redirect"].endswith(edit(drafts[1]))


def test_of_many_pages_published_at_once_none_is_half_done(
    publisher: Client, make_page: MakePage
) -> None:
    pages = [make_page(name) for name in ("one", "two")]
    for page in pages:
        page.slug = "wanted"
        page.save_revision()
    query = "&".join(f"id={page.pk}" for page in pages)
    address = f"/admin/bulk/wagtailcore/page/publish/?{query}&next=/admin/"
    shown = publisher.post(address, {}, follow=True).content.decode()
    assert "already in use" in shown
    assert {stored(page).slug for page in pages} == {"one", "two"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_scheduled_one_is_told_to_its_people_and_keeps_no_other_back(
    drafts: list[Any], kind: Any, make: Make, publisher: Client
) -> None:
    first, second = drafts
    first.latest_revision.publish()
    other = make("other")
    for each, user in ((second, member("Editors")), (other, None)):
        revision = each.get_latest_revision() or each.save_revision()
        passed = timezone.now() - timedelta(seconds=1)
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=passed, user=user)
    out = StringIO()
    with pytest.raises(CommandError, match="1 of the scheduled changes failed"):
        call_command("publish_scheduled", stdout=out)
    assert "published\n" in out.getvalue()
    assert RENAMED[kind][1] in out.getvalue()  # type: ignore[index]
    assert not is_any_due(), "it is not tried for ever"
    assert [each.to for each in mail.outbox] == [["editors@example.org"]]
    assert edit(second) in mail.outbox[0].body
    assert "could not be published. " in publisher.get("/admin/").content.decode()
    history = f"{root(second)}/history/{second.pk}/"
    if kind is Page:
        history = f"{root(second)}/{second.pk}/history/"
    assert "Could not be published at its time." in publisher.get(history).content.decode()
    stored(second).get_latest_revision_as_object().save_revision(clean=False)
    assert "could not be published. " not in publisher.get("/admin/").content.decode()


def test_a_draft_without_what_is_required_is_not_published(db: None, publisher: Client) -> None:
    project = Project.objects.create(team="A-1", year=2026, term=3, title="T", class_name="C")
    project.title = ""
    project.save_revision(clean=False)
    response = approve(publisher, project)
    assert (
        "Title: This field cannot be blank." in publisher.get(response["Location"]).content.decode()
    )
    assert stored(project).title == "T"


def test_a_draft_that_is_submitted_twice_is_told(db: None, publisher: Client) -> None:
    project = Project.objects.create(team="A-1", year=2026, term=3, title="T", class_name="C")
    values = {"title": "T", "team": "A-1", "year": "2026", "term": "3", "class_name": "C"}
    for _ in range(2):
        shown = publisher.post(edit(project), {**values, "action-submit": "1"}, follow=True)
        assert shown.status_code == 200


def test_the_message_is_text(db: None, publisher: Client) -> None:
    for name in ("one", "two"):
        Project.objects.create(team=name, year=2026, term=3, title=name, class_name="C")
    for project in Project.objects.all():
        project.team = "<b>3"
        project.save_revision()
    first, second = Project.objects.all()
    first.latest_revision.publish()
    shown = publisher.get(approve(publisher, second)["Location"]).content.decode()
    assert "a team &lt;b&gt;3." in shown
