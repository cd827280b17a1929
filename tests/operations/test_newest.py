"""The row that was written last, whatever its table."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import DateTimeField

from operations import newest

# They say when something is due or ends, which may be later than now.
PLANNED = {
    *("approved_go_live_at", "cache_until", "claimed_until", "due_at", "expire_at", "expire_date"),
    *("expires_at", "go_live_at", "mail_due_at", "stale_after", "until", "works_until"),
}


def test_every_time_in_the_database_is_either_done_or_planned() -> None:
    """A new one, also of Wagtail's, has to be told apart here."""
    fields = [
        field
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, DateTimeField) and not (field.auto_now or field.auto_now_add)
    ]
    assert {one.name for one in fields} == PLANNED | newest.DONE


@pytest.mark.django_db
def test_the_state_names_the_newest_row_and_when_it_was_written() -> None:
    at = datetime(2036, 1, 2, tzinfo=UTC)
    User.objects.create(username="ada", last_login=at)
    out = StringIO()
    call_command("state", stdout=out)
    found = json.loads(out.getvalue())["newest_row"]
    assert found == {"at": at.isoformat(), "model": "auth.User"}


@pytest.mark.django_db
def test_a_database_without_rows_has_no_newest_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newest, "moments", lambda: iter(()))
    assert newest.row() is None
