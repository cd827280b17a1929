"""The admin offers of a page's visibility what holds on the site."""

import json
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageLogEntry, PageViewRestriction

from tests.content.conftest import MakePage


def form(client: Client, page: Any) -> str:
    response = client.get(f"/admin/pages/{page.pk}/privacy/")
    return str(json.loads(response.content)["html"])


def choose(client: Client, page: Any, kind: str) -> str:
    address = f"/admin/pages/{page.pk}/privacy/"
    response = client.post(address, {"restriction_type": kind, "password": "x"})
    return str(json.loads(response.content)["step"])


def status(client: Client, path: str) -> int:
    return client.get("/api/pages/", {"path": path}).status_code


def test_a_page_is_public_or_hidden(
    admin_client: Client, make_page: MakePage, django_capture_on_commit_callbacks: Any
) -> None:
    about = make_page("About")
    make_page("Team", about)
    offered = form(admin_client, about)
    assert offered.count('type="radio"') == 2
    assert "Public" in offered
    assert "Hidden: visitors read" in offered
    for kind, found in (("login", 404), ("none", 200)):
        with django_capture_on_commit_callbacks(execute=True):
            assert choose(admin_client, about, kind) == "set_privacy_done"
        paths = ("/about/", "/about/team/")
        assert [status(Client(), path) for path in paths] == [found, found]
    entry = PageLogEntry.objects.filter(action="wagtail.view_restriction.create").get()
    assert entry.data["restriction"]["title"].startswith("Hidden")


@pytest.mark.parametrize("kind", ["password", "groups"])
def test_no_other_restriction_can_be_made(
    admin_client: Client, make_page: MakePage, kind: str
) -> None:
    page = make_page("About")
    assert choose(admin_client, page, kind) == "set_privacy"
    assert not PageViewRestriction.objects.exists()


def test_an_older_restriction_can_be_lifted(admin_client: Client, make_page: MakePage) -> None:
    page = make_page("About")
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
    assert form(admin_client, page).count('type="radio"') == 2
    assert choose(admin_client, page, "none") == "set_privacy_done"
    assert not PageViewRestriction.objects.exists()
