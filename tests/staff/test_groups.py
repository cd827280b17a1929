"""The ready-made groups: what they may do, and that staff have the last word."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client
from wagtail.models import GroupPagePermission, Page, Site

from staff.grants import grant_ready_made, matching
from staff.models import ReadyGrant
from staff.roles import ROLES, Role

pytestmark = pytest.mark.django_db


def member(group: str) -> User:
    user = User.objects.create_user(group.lower())
    user.groups.add(Group.objects.get(name=group))
    return user


def home() -> Page:
    return Site.objects.get(is_default_site=True).root_page


def may(user: User) -> dict[str, bool]:
    page = home().permissions_for_user(user)
    return {
        "enter the admin": user.has_perm("wagtailadmin.access_admin"),
        "write": page.can_edit() and page.can_add_subpage(),
        "publish": page.can_publish(),
        "change the menu": user.has_perm("content.change_menu"),
        "redirect": user.has_perm("wagtailredirects.add_redirect"),
        "see users": user.has_perm("auth.view_user"),
        "end a lock-out": user.has_perm("axes.delete_accessattempt"),
        "change users": user.has_perm("auth.change_user"),
        "change groups": user.has_perm("auth.change_group"),
    }


@pytest.mark.parametrize(
    ("group", "allowed"),
    [("Editors", 2), ("Publishers", 5), ("Operators", 7)],
)
def test_each_group_may_what_the_one_before_may_and_more(group: str, allowed: int) -> None:
    found = list(may(member(group)).values())
    assert found == [True] * allowed + [False] * (len(found) - allowed)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.group)
@pytest.mark.parametrize("kind", ["image", "document"])
def test_every_group_uploads(client: Client, role: object, kind: str) -> None:
    client.force_login(member(getattr(role, "group")))  # noqa: B009
    assert client.get(f"/admin/{kind}s/").status_code == 200
    assert client.get(f"/admin/{kind}s/multiple/add/").status_code == 200


def test_an_editor_is_not_offered_to_publish(client: Client) -> None:
    client.force_login(member("Editors"))
    page = client.get(f"/admin/pages/{home().pk}/edit/").content.decode()
    assert "action-publish" not in page


def test_there_are_no_other_groups() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {role.group for role in ROLES}


def test_what_staff_took_back_stays_taken() -> None:
    publishers = Group.objects.get(name="Publishers")
    publishers.permissions.remove(Permission.objects.get(codename="change_menu"))
    GroupPagePermission.objects.filter(group=publishers).delete()
    call_command("migrate", verbosity=0)
    assert not publishers.permissions.filter(codename="change_menu").exists()
    assert not GroupPagePermission.objects.filter(group=publishers).exists()


def test_what_staff_added_stays() -> None:
    editors = Group.objects.get(name="Editors")
    editors.permissions.add(Permission.objects.get(codename="change_footer"))
    call_command("migrate", verbosity=0)
    assert editors.permissions.filter(codename="change_footer").exists()


def test_a_group_that_staff_deleted_or_renamed_does_not_come_back() -> None:
    Group.objects.get(name="Operators").delete()
    Group.objects.filter(name="Editors").update(name="Writers")
    call_command("migrate", verbosity=0)
    assert set(Group.objects.values_list("name", flat=True)) == {"Writers", "Publishers"}


def test_a_permission_of_a_new_app_is_given_once_it_is_there() -> None:
    operators = Group.objects.get(name="Operators")
    ReadyGrant.objects.filter(group="Operators", permission="auth.view_user").delete()
    operators.permissions.remove(Permission.objects.get(codename="view_user"))
    grant_ready_made()
    assert operators.permissions.filter(codename="view_user").exists()


def test_repeating_it_writes_nothing() -> None:
    before = list(ReadyGrant.objects.values_list("pk", flat=True))
    grant_ready_made()
    assert list(ReadyGrant.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.group)
def test_every_name_in_a_role_is_that_of_a_permission(role: Role) -> None:
    known = list(Permission.objects.select_related("content_type"))
    patterns = (*role.everywhere, *role.pages, *role.files)
    assert [pattern for pattern in patterns if not matching(known, (pattern,))] == []
