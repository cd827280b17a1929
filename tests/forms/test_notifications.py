"""Who is told of a submission: once, or later, and never instead of it being saved."""

import time
from contextlib import AbstractContextManager, nullcontext
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from pytest_django import Settings

from forms import notifications
from forms.models import FormPage, Submission
from tests.forms.conftest import VALUES, MakeForm, Submit, mail_through
from tests.services.server import free_port
from tests.services.smtp import MailServer, listener

WAITING, SENT = Submission.Mail.WAITING, Submission.Mail.SENT


def send_pending() -> str:
    out = StringIO()
    call_command("send_pending_notifications", stdout=out)
    return out.getvalue()


def test_staff_are_told_and_answer_the_visitor(
    form: FormPage, submit: Submit, smtp: MailServer, settings: Settings
) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://api.example.org"
    assert submit(form).status_code == 201
    message, saved = smtp.messages[0], Submission.objects.get()
    assert smtp.recipients == [["staff@example.org", "dean@example.org"]]
    assert message["From"] == "i2g@g.ucmerced.edu"
    assert message["Reply-To"] == "ada@example.org"
    assert message["Subject"] == "Write to us"
    assert message["Message-ID"] == f"<{saved.key}@g.ucmerced.edu>"
    assert message.get_content().splitlines() == [
        *("Your name:", "Ada", "", "Email:", "ada@example.org", "", "Message:", "Hello,", "world"),
        *("", f"All submissions: https://api.example.org/admin/forms/submissions/{form.pk}/"),
    ]
    assert (saved.mail, saved.mail_fault) == (SENT, "")
    assert saved.mailed_at is not None


def test_a_form_that_names_nobody_tells_nobody(
    make_form: MakeForm, submit: Submit, smtp: MailServer
) -> None:
    submit(make_form())
    submit(make_form(to_address="staff@example.org"), website="trapped")
    assert smtp.messages == []
    assert set(Submission.objects.values_list("mail", flat=True)) == {Submission.Mail.NONE}


def test_no_value_and_no_title_reaches_a_header(
    form: FormPage, submit: Submit, smtp: MailServer
) -> None:
    FormPage.objects.filter(pk=form.pk).update(subject="Hi\r\nBcc: spy@example.org\n\nBody")
    values = VALUES | {"your_name": "Ada\r\nBcc: spy@example.org", "message": "\r\n.\r\nQUIT\r\n"}
    assert submit(form, values).status_code == 201
    assert smtp.messages[0]["Subject"] == "Hi Bcc: spy@example.org Body"
    assert smtp.messages[0]["Bcc"] is None
    assert smtp.recipients == [["staff@example.org", "dean@example.org"]]
    assert "QUIT" in smtp.messages[0].get_content()


@pytest.mark.parametrize("address", ["a@b.org\nBcc: c@d.org", "nobody", " , ", "a@b.org, <script>"])
def test_a_stored_address_that_is_none_is_a_fault_of_that_form_alone(
    form: FormPage, make_form: MakeForm, submit: Submit, smtp: MailServer, address: str
) -> None:
    FormPage.objects.filter(pk=form.pk).update(to_address=address)
    assert submit(form).status_code == 201
    assert Submission.objects.get().mail == WAITING
    submit(make_form(to_address="staff@example.org"))
    assert smtp.recipients == [["staff@example.org"]]


@pytest.fixture(params=["down", "hung", "dripping"])
def broken_server(request: pytest.FixtureRequest) -> AbstractContextManager[int]:
    if request.param == "down":
        return nullcontext(free_port())
    return listener(b"2" if request.param == "dripping" else b"")


def test_a_server_that_does_not_work_loses_nothing_and_delays_within_a_bound(
    form: FormPage,
    submit: Submit,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    broken_server: AbstractContextManager[int],
) -> None:
    monkeypatch.setattr(notifications, "VISITOR_SECONDS", 1)
    with broken_server as port:
        mail_through(settings, port)
        started = time.monotonic()
        assert submit(form).status_code == 201
        assert time.monotonic() - started < notifications.COMMAND_SECONDS, "not the command's time"
        first = Submission.objects.get()
        assert (first.mail, bool(first.mail_fault)) == (WAITING, True)

        assert submit(form).status_code == 201
        second = Submission.objects.exclude(pk=first.pk).get()
        assert (second.mail, second.mail_fault) == (WAITING, ""), "not tried: nobody waits again"
    with MailServer() as server:
        mail_through(settings, server.port)
        assert (
            send_pending().splitlines()[-1] == "Notifications: 2 sent, 0 failed, 0 still waiting."
        )
        assert len(server.messages) == 2
        assert "0 sent" in send_pending()
        assert len(server.messages) == 2


def test_a_message_is_not_sent_after_it_was_given_up(
    form: FormPage, submit: Submit, smtp: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifications, "VISITOR_SECONDS", 0.5)
    smtp.pause = 1.0
    submit(form)
    late = Submission.objects.get()
    assert (late.mail, late.mail_fault) == (
        WAITING,
        f"127.0.0.1:{smtp.port} did not accept the mail within 0.5 s",
    )


def test_a_refusal_is_on_record_in_the_servers_words(
    form: FormPage, make_form: MakeForm, submit: Submit, smtp: MailServer
) -> None:
    smtp.refusal = "550 5.1.1 No such user"
    assert submit(form).status_code == 201
    assert "staff@example.org: 550 5.1.1 No such user" in Submission.objects.get().mail_fault
    assert cache.get(notifications.RESTING) is None, "the server itself works"
    with pytest.raises(CommandError, match=r"0 sent, 1 failed, 1 still waiting\. Correct the addr"):
        send_pending()
    smtp.refusal = ""
    assert f"Submission {Submission.objects.get().pk} of “Write to us”: sent" in send_pending()


def test_the_command_stops_where_the_server_fails_and_says_what_to_do(
    form: FormPage, submit: Submit, settings: Settings
) -> None:
    cache.set(notifications.RESTING, True)
    for _ in range(3):
        submit(form)
    mail_through(settings, free_port())
    with pytest.raises(CommandError) as stopped:
        send_pending()
    words = str(stopped.value)
    assert words.startswith("Notifications: 0 sent, 1 failed, 3 still waiting. Stopped:")
    assert "manage.py sendtestemail" in words


def test_one_that_fails_does_not_keep_the_others_back(
    form: FormPage, make_form: MakeForm, submit: Submit, smtp: MailServer
) -> None:
    cache.set(notifications.RESTING, True)
    submit(form)
    submit(make_form(to_address="late@example.org"))
    FormPage.objects.filter(pk=form.pk).update(to_address="")
    with pytest.raises(CommandError, match="1 sent, 1 failed, 1 still waiting"):
        send_pending()
    assert smtp.recipients == [["late@example.org"]]
    assert Submission.objects.first() is not None


def test_a_preview_keeps_what_it_would_have_sent(
    form: FormPage, submit: Submit, settings: Settings
) -> None:
    from mail.models import KeptMail

    settings.EMAIL_BACKEND = "mail.kept.KeepingBackend"
    assert submit(form).status_code == 201
    kept: Any = KeptMail.objects.get()
    assert (kept.subject, kept.recipients) == ("Write to us", "staff@example.org, dean@example.org")
    assert Submission.objects.get().mail == SENT
