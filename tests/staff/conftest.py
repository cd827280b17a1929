"""Someone with a password, and ways to try it."""

from typing import Any, Protocol

import pytest
from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client

PASSWORD = "correct horse battery"


class Attempt(Protocol):
    def __call__(self, password: str, name: str = ..., **environ: Any) -> HttpResponse: ...


@pytest.fixture
def editor(db: None) -> User:
    user = User.objects.create_user("ada", "ada@example.org", PASSWORD)
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def attempt(client: Client, editor: User) -> Attempt:
    """``attempt(password, name)``: the response of the sign-in page to someone without cookies."""

    def send(password: str, name: str = "ada", **environ: Any) -> HttpResponse:
        client.cookies.clear()
        form = {"username": name, "password": password, "next": "/admin/"}
        response: HttpResponse = client.post("/admin/login/", form, **environ)  # type: ignore[assignment]
        return response

    return send


def fail_often(attempt: Attempt, times: int = 5, **environ: Any) -> HttpResponse:
    """The response to the last of so many wrong passwords."""
    for number in range(times):
        response = attempt(f"wrong {number}", **environ)
    return response
