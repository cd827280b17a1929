"""Editors make, see and revoke links; others do not; Wagtail's log remembers."""

import re

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from pytest_django import Settings
from wagtail.models import GroupPagePermission, PageLogEntry

from content.models import ContentPage
from sharing.models import ShareLink, share
from tests.content.conftest import MakePage


@pytest.fixture
def page(make_page: MakePage) -> ContentPage:
    return make_page("About")


@pytest.fixture
def editor(client: Client, page: ContentPage) -> User:
    """May edit the page and what is below it, and nothing else."""
    group = Group.objects.create(name="About us")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=page, permission=change)
    user = User.objects.create_user("ed", first_name="Ed", last_name="Itor")
    user.groups.add(group)
    client.force_login(user)
    return user


def address_of(page: ContentPage) -> str:
    return f"/admin/shared-drafts/page/{page.pk}/"


def test_an_editor_makes_a_link_and_reads_it(
    client: Client, editor: User, page: ContentPage, settings: Settings
) -> None:
    settings.FRONTEND_URL = "https://www.innovatetogrow.test"
    response = client.post(address_of(page), {"days": "7"}, follow=True)
    link = ShareLink.objects.get()
    shown = response.content.decode()
    assert f"https://www.innovatetogrow.test/preview/#{link.token}" in shown
    assert link.made_by == editor
    assert (link.works_until - link.made_at).days in {6, 7}


def test_the_log_says_who_shared_and_who_revoked(
    client: Client, editor: User, page: ContentPage
) -> None:
    client.post(address_of(page), {"days": "1"})
    link = ShareLink.objects.get()
    for _ in range(2):
        client.post(f"/admin/shared-drafts/{link.pk}/revoke/")
    entries = PageLogEntry.objects.filter(action__startswith="sharing.").order_by("timestamp")
    assert [(entry.action, entry.user, entry.page_id) for entry in entries] == [
        ("sharing.share", editor, page.pk),
        ("sharing.revoke", editor, page.pk),
    ]
    assert link.token not in str([entry.data for entry in entries])
    history = client.get(f"/admin/pages/{page.pk}/history/").content.decode()
    assert "Shared a draft by link" in history


def test_a_revoked_link_stays_in_the_list_without_its_address(
    client: Client, editor: User, page: ContentPage
) -> None:
    link = share(page, 7, editor)
    assert link.token in client.get("/admin/shared-drafts/").content.decode()
    client.post(f"/admin/shared-drafts/{link.pk}/revoke/")
    shown = client.get("/admin/shared-drafts/").content.decode()
    assert link.token not in shown
    assert re.search(r"revoked", shown)


def test_others_pages_are_out_of_reach(client: Client, editor: User, make_page: MakePage) -> None:
    theirs = make_page("Theirs")
    link = share(theirs, 7, None)
    assert client.get(address_of(theirs)).status_code == 302
    client.post(address_of(theirs), {"days": "7"})
    client.post(f"/admin/shared-drafts/{link.pk}/revoke/")
    link.refresh_from_db()
    assert ShareLink.objects.count() == 1
    assert link.revoked_at is None
    assert "Theirs" not in client.get("/admin/shared-drafts/").content.decode()


@pytest.mark.parametrize("days", ["", "0", "365", "forever", "-1"])
def test_a_link_lives_as_long_as_is_offered(
    client: Client, editor: User, page: ContentPage, days: str
) -> None:
    assert client.post(address_of(page), {"days": days}).status_code == 200
    assert not ShareLink.objects.exists()


def test_visitors_are_asked_to_sign_in(client: Client, page: ContentPage) -> None:
    for address in (address_of(page), "/admin/shared-drafts/"):
        assert "/admin/login/" in client.get(address).headers["Location"]


def test_revoking_takes_more_than_a_link(client: Client, editor: User, page: ContentPage) -> None:
    link = share(page, 7, editor)
    assert client.get(f"/admin/shared-drafts/{link.pk}/revoke/").status_code == 405
    link.refresh_from_db()
    assert link.works
