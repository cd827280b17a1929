"""Which passwords are refused, and how long a sign-in lasts."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.staff.conftest import PASSWORD


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Tr0ub4dor&3", "at least 12 characters"),
        ("qwerty123456", "too common"),
        ("839201837465019", "entirely numeric"),
        ("grace.hopper1", "too similar to the username"),
    ],
)
def test_the_admin_refuses_a_weak_password(
    admin_client: Client, password: str, reason: str
) -> None:
    page = admin_client.post("/admin/users/new/", fields(password)).content.decode()
    assert reason in page
    assert not User.objects.filter(username="grace.hopper").exists()


def test_the_admin_takes_a_strong_one(admin_client: Client) -> None:
    assert admin_client.post("/admin/users/new/", fields(PASSWORD)).status_code == 302
    assert User.objects.get(username="grace.hopper").check_password(PASSWORD)


def fields(password: str) -> dict[str, str]:
    return {
        "username": "grace.hopper",
        "email": "grace@example.org",
        "first_name": "Grace",
        "last_name": "Hopper",
        "password1": password,
        "password2": password,
    }


@pytest.mark.parametrize(("remember", "hours"), [("", None), ("on", 12)])
def test_a_session_ends_with_the_browser_or_the_day(
    client: Client, editor: User, remember: str, hours: int | None
) -> None:
    form = {"username": "ada", "password": PASSWORD, "remember": remember}
    cookie = client.post("/admin/login/", form).cookies["sessionid"]
    assert cookie["max-age"] == (hours * 3600 if hours else "")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.session.get_expiry_age() == 12 * 3600 or not hours


def test_asking_for_a_new_password_tells_nothing_about_names(client: Client, editor: User) -> None:
    pages = [
        client.post("/admin/password_reset/", {"email": email})
        for email in ("ada@example.org", "nobody@example.org")
    ]
    assert [(page.status_code, page["Location"]) for page in pages] == [
        (302, "/admin/password_reset/done/")
    ] * 2
