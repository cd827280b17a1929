"""What is written down of sign-ins: who, when, from where, and never a password."""

import logging

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from wagtail.models import ModelLogEntry

from tests.staff.conftest import PASSWORD, Attempt, fail_often


def written() -> list[tuple[str, str, str | None]]:
    entries = ModelLogEntry.objects.filter(action__startswith="staff.").order_by("pk")
    return [
        (entry.action, entry.message, entry.user.username if entry.user else None)
        for entry in entries
    ]


def test_a_day_at_work(attempt: Attempt, client: Client) -> None:
    attempt("wrong")
    attempt(PASSWORD)
    client.post("/admin/logout/")
    assert written() == [
        ("staff.sign_in_failed", "Wrong password from 127.0.0.1", None),
        ("staff.sign_in", "Signed in from 127.0.0.1", "ada"),
        ("staff.sign_out", "Signed out from 127.0.0.1", "ada"),
    ]


def test_a_lockout_is_written_down_once(attempt: Attempt) -> None:
    fail_often(attempt, 9)
    actions = [action for action, _, _ in written()]
    assert actions.count("staff.sign_in_failed") == 5
    assert actions.count("staff.locked_out") == 1


def test_the_site_history_shows_sign_ins(attempt: Attempt, client: Client) -> None:
    fail_often(attempt)
    client.force_login(User.objects.create_superuser("operator"))
    page = client.get("/admin/reports/site-history/").content.decode()
    assert "Locked out after wrong passwords from 127.0.0.1" in page


def test_what_was_typed_is_nowhere(attempt: Attempt, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    fail_often(attempt, name="my-password-in-the-wrong-field")
    fail_often(attempt)
    rows = str(list(AccessAttempt.objects.values("get_data", "post_data")))
    assert "wrong 0" not in rows
    assert "wrong 0" not in caplog.text
    assert "my-password-in-the-wrong-field" not in caplog.text
    assert "an unknown name from 127.0.0.1" in caplog.text
