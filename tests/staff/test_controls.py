"""Every control that the admin shows, by group, with the verdict on it.

A new control fails here until somebody has judged it: it works for that group, or it is not shown.
"""

import re
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.test import Client, RequestFactory
from wagtail.admin import menu
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site, Workflow, get_page_models

from catalogue.models import Event, Project
from files.models import PrivateDocument
from forms.models import FormPage, Submission
from sheets.models import Sheet
from tests.content.conftest import MakeImage, MakePage, home, make_image, make_page, media, site
from tests.files.conftest import folder
from tests.files.files import PDF
from tests.staff.crawling import Offered

__all__ = ["folder", "home", "make_image", "make_page", "media", "site"]

GROUPS = ("Editors", "Publishers", "Operators")
OPENS, CONTAINER, ELSEWHERE = "opens", "holds others", "leads to Wagtail's own documentation"

EVERYBODYS = {
    "menu: Projects and events": CONTAINER,
    "menu: Google Sheets": OPENS,  # Editors look, Publishers change
    "menu: Documents": OPENS,
    "menu: Images": OPENS,
    "menu: Pages": OPENS,
    "menu: Forms": OPENS,
    "menu: Reports": CONTAINER,
    "menu: Help": CONTAINER,
    "reports: Accessibility": OPENS,
    "reports: Shared drafts": OPENS,
    "reports: Workflows": OPENS,
    "reports: Workflow tasks": OPENS,
    "reports: Site history": OPENS,
    "reports: Aging pages": OPENS,
    "reports: Page types usage": OPENS,
    "help: Editor Guide": ELSEWHERE,
    "help: Shortcuts": CONTAINER,
}
PUBLISHERS = {
    "menu: Settings": CONTAINER,
    "settings: Menu": OPENS,
    "settings: Footer": OPENS,
    "settings: Redirects": OPENS,
    "reports: Locked pages": OPENS,
}
OPERATORS = {
    "settings: Collections": OPENS,
    "settings: Users": OPENS,  # to look at
    "settings: Failed sign-ins": OPENS,
}
MENUS = {
    "Editors": EVERYBODYS,
    "Publishers": EVERYBODYS | PUBLISHERS,
    "Operators": EVERYBODYS | PUBLISHERS | OPERATORS,
}

WRITES = {"edit", "copy", "history", "usage", "add_subpage"}
PAGE_ACTIONS = {
    "Editors": WRITES | {"action-submit"},
    "Publishers": WRITES
    | {"delete", "lock", "move", "privacy", "unpublish", "action-submit", "action-publish"},
}
PAGE_ACTIONS["Operators"] = PAGE_ACTIONS["Publishers"]
LIST = Path(__file__).parent / "controls.txt"
EXCEPTIONS = {
    "wagtailimages:add_multiple: save": "status 400",  # a script sends each file
    "wagtaildocs:add_multiple: save": "status 400",
    "wagtailadmin_pages:set_privacy": "refused",  # Editors: of a dialog that no button opens
}
BY_POST = {"lock"}
PROJECT_ACTIONS = {
    "Editors": {"action-submit"},
    "Publishers": {"action-submit", "action-publish"},
    "Operators": {"action-submit", "action-publish"},
}
# The fields of a page's form that something reads. Wagtail's "Show in menus" is not among them.
PAGE_FIELDS = {
    *("title", "slug", "seo_title", "search_description", "seo_image", "body"),
    *("go_live_at", "expire_at", "comment_notifications"),
}
OWN_FIELDS = {
    "NewsPage": {"date", "summary", "picture", "picture_alt"},
    "FormPage": {"button", "thanks", "to_address", "subject", "keep_days"},
}
ACTION = re.compile(r'name="(action-[a-z-]+)"')


@pytest.fixture
def form_page(db: None) -> FormPage:
    page = FormPage(title="Write to us", slug="write")
    Site.objects.get(is_default_site=True).root_page.add_child(instance=page)
    return page


def member(group: str) -> tuple[User, Client]:
    user = User.objects.create_user(group.lower())
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return user, client


def controls(user: User) -> dict[str, str]:
    """The address of each item of the menus, by "menu: label"."""
    request = RequestFactory().get("/admin/")
    request.user = user
    menus = {
        "menu": menu.admin_menu,
        "settings": menu.settings_menu,
        "reports": menu.reports_menu,
        "help": menu.help_menu,
    }
    return {
        f"{name}: {item.label}": str(getattr(item, "url", ""))
        for name, each in menus.items()
        for item in each.menu_items_for_request(request)
    }


def opens(response: Any) -> bool:
    """Wagtail sends who may not back to the dashboard."""
    return bool(response.status_code == 200 or response.get("Location", "/admin/") != "/admin/")


@pytest.mark.parametrize("group", GROUPS)
def test_every_item_of_the_menus_works_for_who_sees_it(group: str, form_page: FormPage) -> None:
    user, client = member(group)
    shown = {label: url for label, url in controls(user).items() if "What's new" not in label}
    assert shown.keys() == MENUS[group].keys()
    refused = [
        label
        for label, url in shown.items()
        if MENUS[group][label] == OPENS and not opens(client.get(url))
    ]
    assert refused == []


@pytest.mark.parametrize("group", GROUPS)
def test_every_action_on_a_page_works_for_who_sees_it(group: str, form_page: FormPage) -> None:
    _, client = member(group)
    form_page.save_revision().publish()
    address = f"/admin/pages/{form_page.pk}"
    shown = client.get(f"{address}/edit/").content.decode()
    links = set(re.findall(rf'href="{address}/([a-z_]+)/', shown))
    found = links - {"convert_alias", "workflow"} | set(ACTION.findall(shown))
    judged = PAGE_ACTIONS[group] - ({"add_subpage"} if not form_page.subpage_types else set())
    assert found - judged == set(), "somebody must judge these"
    opened = {it for it in links - BY_POST if opens(client.get(f"{address}/{it}/"))}
    assert opened == links - BY_POST
    hidden = PAGE_ACTIONS["Publishers"] - PAGE_ACTIONS[group] - BY_POST
    assert not any(opens(client.get(f"{address}/{it}/")) for it in hidden if "-" not in it)


def test_every_field_of_a_pages_form_is_judged() -> None:
    kinds = [kind for kind in get_page_models() if kind.is_creatable]
    assert len(kinds) > 4
    for kind in kinds:
        shown = kind.get_edit_handler().get_form_class().base_fields
        assert shown.keys() == PAGE_FIELDS | OWN_FIELDS.get(kind.__name__, set()), kind.__name__


@pytest.fixture
def everything(form_page: FormPage, make_page: MakePage, make_image: MakeImage) -> list[str]:
    """One of each kind that the admin lists. The addresses of two drafts in moderation."""
    project = Project.objects.create(team="A-1", year=2026, term=3, title="T", class_name="C")
    day = {"date": "2099-12-11", "starts": time(9), "ends": time(18)}
    Event.objects.create(title="Fall", **day)
    Sheet.objects.create(title="Teams", spreadsheet="x")
    make_image()
    PrivateDocument.objects.create(title="Report", file=ContentFile(PDF, "report.pdf"))
    Redirect.objects.create(old_path="/old", redirect_link="https://example.org/")
    Submission.objects.create(page=form_page, form_data={})
    AccessAttempt.objects.create(username="a", ip_address="127.0.0.1", failures_since_start=5)
    page, author = make_page("About"), User.objects.create_user("author")
    for draft in (page, project):
        draft.save_revision(user=author)
        Workflow.objects.get().start(draft, author)
    return [
        f"/admin/pages/{page.pk}/edit/",
        f"/admin/snippets/catalogue/project/edit/{project.pk}/",
    ]


def judged(group: str) -> set[str]:
    """The controls that the file says are for the group."""
    lines = [line.split(maxsplit=1) for line in LIST.read_text().splitlines() if line[0] != "#"]
    return {name for groups, name in lines if group[0] in groups}


@pytest.mark.parametrize("group", GROUPS)
def test_every_link_and_button_works_for_who_sees_it(
    group: str, everything: list[str], folder: Path
) -> None:
    _, client = member(group)
    client.raise_request_exception = False
    offered = Offered(client)
    offered.walk(*everything)
    found = offered.links | offered.forms
    broken = {name: verdict for name, verdict in found.items() if verdict != "works"}
    assert broken.items() <= EXCEPTIONS.items()
    assert found.keys() - judged(group) == set(), "somebody must judge these"
    assert judged(group) - found.keys() == set(), "these are no longer there"


@pytest.mark.parametrize("group", GROUPS)
def test_every_action_on_a_project_is_judged(group: str, db: None) -> None:
    _, client = member(group)
    project = Project.objects.create(team="A-1", year=2026, term=3, title="T", class_name="C")
    shown = client.get(f"/admin/snippets/catalogue/project/edit/{project.pk}/").content.decode()
    assert set(ACTION.findall(shown)) - {"action-unpublish"} == PROJECT_ACTIONS[group]
