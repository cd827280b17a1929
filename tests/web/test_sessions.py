"""Which cookies name a session."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from web.sessions import SessionStore


@pytest.mark.parametrize(
    "cookie",
    [r"abcdefghij\000", r"a" * 31, r"a" * 33, "A" * 32, "a" * 31 + r"\012", "a" * 32 + r"\012"],
)
def test_a_key_that_django_never_makes_is_not_looked_for(
    client: Client, db: None, cookie: str
) -> None:
    """In quotes, a cookie's value has octal escapes. PostgreSQL's driver refuses a NUL."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/admin/", headers={"Cookie": f'sessionid="{cookie}"'})
    assert response.status_code == 302
    assert not [each for each in queries if Session._meta.db_table in each["sql"]]


def test_a_key_that_django_made_is_found(db: None) -> None:
    made = SessionStore()
    made["colour"] = "blue"
    made.save()
    assert SessionStore(made.session_key)["colour"] == "blue"
