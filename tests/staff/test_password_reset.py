"""Who asks for a new password learns nothing of accounts, and sends mail to nobody at will."""

import re
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from staff import password_reset
from staff.models import ResetRequest
from tests.staff.conftest import PASSWORD

ADDRESS = "/admin/password_reset/"
KNOWN, UNKNOWN = "ada@example.org", "nobody@example.org"


def ask(client: Client, email: str, network: str = "192.0.2") -> Any:
    return client.post(ADDRESS, {"email": email}, REMOTE_ADDR=f"{network}.7")


def work_of(client: Client, email: str) -> tuple[Any, ...]:
    """All that can be seen of a request, and all that it asked the database, without values."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = ask(client, email)
    asked = [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries.captured_queries]
    return response.status_code, sorted(response.headers), response.content, asked


def test_an_address_with_an_account_is_no_more_work_than_another(
    client: Client, editor: User
) -> None:
    known, unknown = work_of(client, KNOWN), work_of(client, UNKNOWN)
    assert known == unknown
    assert known[0] == 302
    assert not [sql for sql in known[3] if "auth_user" in sql]
    assert mail.outbox == []


def test_an_address_that_has_had_enough_is_no_less_work(client: Client, editor: User) -> None:
    first = work_of(client, KNOWN)
    for _ in range(password_reset.MOST_OF_ADDRESS):
        last = work_of(client, KNOWN)
    assert last == first
    call_command("send_password_resets")
    assert len(mail.outbox) == password_reset.MOST_OF_ADDRESS


def test_the_scheduler_sends_a_link_that_works(
    client: Client, editor: User, settings: Settings
) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://api.example.org"
    assert settings.SCHEDULE["send_password_resets"] == "staff.password_reset.is_any_due"
    for email in (KNOWN, UNKNOWN, KNOWN.upper()):
        ask(client, email)
    assert password_reset.is_any_due()
    call_command("send_password_resets")
    assert [message.to for message in mail.outbox] == [[KNOWN], [KNOWN]]
    assert not password_reset.is_any_due()
    assert not ResetRequest.objects.exclude(email="").exists()
    (link,) = re.findall(r"https://api\.example\.org(/admin/\S+)", str(mail.outbox[0].body))
    form = client.get(link, follow=True)
    changed = {"new_password1": f"new {PASSWORD}", "new_password2": f"new {PASSWORD}"}
    client.post(form.request["PATH_INFO"], changed)
    editor.refresh_from_db()
    assert editor.check_password(f"new {PASSWORD}")


def test_a_network_may_ask_so_often_and_another_still_may(client: Client, db: None) -> None:
    for number in range(password_reset.MOST_OF_NETWORK):
        assert ask(client, f"{number}@example.org").status_code == 302
    refused = ask(client, UNKNOWN)
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert "Try again in 60 minutes." in refused.content.decode()
    assert "no-store" in refused["Cache-Control"]
    assert ask(client, UNKNOWN, "198.51.100").status_code == 302


def test_what_is_no_address_asks_for_nothing(client: Client, db: None) -> None:
    page = client.post(ADDRESS, {"email": "nobody"})
    assert (page.status_code, ResetRequest.objects.count()) == (200, 0)


def failing(*args: Any, **options: Any) -> None:
    raise ConnectionRefusedError("the mail server is not there")


def test_mail_that_could_not_be_sent_is_sent_later_or_given_up(
    client: Client, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, KNOWN)
    with monkeypatch.context() as broken:
        broken.setattr(password_reset, "send_mail", failing)
        with pytest.raises(CommandError, match="the mail server is not there"):
            call_command("send_password_resets")
    call_command("send_password_resets")
    assert len(mail.outbox) == 1
    ask(client, KNOWN)
    ResetRequest.objects.update(asked_at=timezone.now() - password_reset.WINDOW)
    call_command("send_password_resets")
    assert len(mail.outbox) == 1
    assert not password_reset.is_any_due()
    ResetRequest.objects.update(asked_at=timezone.now() - password_reset.KEPT)
    call_command("send_password_resets")
    assert not ResetRequest.objects.exists()


@pytest.mark.parametrize(
    ("refusal", "waits"),
    [
        (SMTPDataError(554, b"no"), False),
        (SMTPDataError(451, b"later"), True),
        (SMTPSenderRefused(550, b"no", "site@example.org"), False),
        (SMTPRecipientsRefused({KNOWN: (550, b"no")}), False),
        (SMTPRecipientsRefused({KNOWN: (450, b"later")}), True),
        (ValueError("no header"), False),
    ],
    ids=repr,
)
def test_a_message_that_is_refused_keeps_no_other_waiting(
    client: Client,
    editor: User,
    monkeypatch: pytest.MonkeyPatch,
    refusal: Exception,
    waits: bool,
) -> None:
    User.objects.create_user("bob", "bob@example.org", PASSWORD)

    def refusing(subject: str, text: str, sender: str | None, to: list[str]) -> None:
        if to == [KNOWN]:
            raise refusal
        mail.send_mail(subject, text, sender, to)

    monkeypatch.setattr(password_reset, "send_mail", refusing)
    for email in (KNOWN, "bob@example.org"):
        ask(client, email)
    call_command("send_password_resets")
    assert [message.to for message in mail.outbox] == [["bob@example.org"]]
    assert password_reset.is_any_due() is waits


def test_where_there_is_no_scheduler_the_request_sends(
    client: Client, editor: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HAS_SCHEDULER = False
    monkeypatch.setattr(password_reset, "PREVIEW_SECONDS", 0.0)
    ask(client, KNOWN)
    assert [message.to for message in mail.outbox] == [[KNOWN]]


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_there_it_takes_the_same_time_for_everybody(
    client: Client, editor: User, settings: Settings, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    """By a clock that stands still but for the mail of an account, which takes half a second."""
    settings.HAS_SCHEDULER = False
    now = [100.0]

    def pass_time(seconds: float) -> None:
        now[0] += seconds

    clock = SimpleNamespace(monotonic=lambda: now[0], sleep=pass_time)
    monkeypatch.setattr(password_reset, "time", clock)  # other threads keep theirs
    monkeypatch.setattr(password_reset, "send_mail", lambda *_: pass_time(0.5))
    ask(client, email)
    assert now[0] == 100.0 + password_reset.PREVIEW_SECONDS
