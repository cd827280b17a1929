"""Operators reach what they are promised: collections, lock-outs, kept mail."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group, User
from django.test import Client
from pytest_django import Settings
from wagtail.models import Collection

from mail.models import KeptMail
from tests.staff.conftest import Attempt, fail_often

pytestmark = pytest.mark.django_db


def signed_in(group: str) -> Client:
    user = User.objects.create_user(group.lower())
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def statuses(address: str) -> dict[str, int]:
    return {
        group: signed_in(group).get(address).status_code
        for group in ("Editors", "Publishers", "Operators")
    }


REFUSED = {"Editors": 302, "Publishers": 302, "Operators": 200}


@pytest.mark.parametrize("path", ["collections/", "collections/add/", "lock-outs/", "keptmail/"])
def test_operators_open_what_others_do_not(path: str) -> None:
    assert statuses(f"/admin/{path}") == REFUSED


def test_an_operator_makes_a_collection() -> None:
    root = Collection.get_first_root_node()
    signed_in("Operators").post("/admin/collections/add/", {"name": "Posters", "parent": root.pk})
    assert Collection.objects.filter(name="Posters").exists()


def test_an_operator_ends_a_lock_out(attempt: Attempt) -> None:
    assert fail_often(attempt).status_code == 429
    operator = signed_in("Operators")
    row = AccessAttempt.objects.get()
    assert "ada" in operator.get("/admin/lock-outs/").content.decode()
    assert operator.get(f"/admin/lock-outs/edit/{row.pk}/").status_code == 302
    operator.post(f"/admin/lock-outs/delete/{row.pk}/")
    assert attempt("correct horse battery").status_code == 302
    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize("backend", ["mail.kept.KeepingBackend", "mail.bounded.BoundedBackend"])
def test_kept_mail_is_in_the_menu_where_mail_is_kept(backend: str, settings: Settings) -> None:
    settings.EMAIL_BACKEND = backend
    KeptMail.objects.create(subject="A visitor wrote", text="Hello")
    operator = signed_in("Operators")
    kept = backend == "mail.kept.KeepingBackend"
    assert ("Kept mail" in operator.get("/admin/").content.decode()) is kept
    assert "A visitor wrote" in operator.get("/admin/keptmail/").content.decode()
    assert "Kept mail" not in signed_in("Publishers").get("/admin/").content.decode()
