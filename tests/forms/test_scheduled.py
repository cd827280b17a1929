"""Mail that waits is sent by the scheduler: once, later and later, and not for ever."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone
from pytest_django import Settings

from forms import notifications
from forms.management.commands.send_pending_notifications import TURN_SECONDS
from forms.models import FormPage, Submission
from forms.notifications import due, pending, send_each
from operations import scheduler
from tests.forms.conftest import VALUES, MakeForm, Submit, mail_through
from tests.services.server import free_port
from tests.services.smtp import MailServer

Tick = Callable[[], None]


@pytest.fixture
def tick(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> Tick:
    """A tick of the scheduler, whose commands run here, on the test's own database."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("operations.scheduler.connection.close", lambda: None)

    def run(words: list[str], *rest: object) -> None:
        with suppress(CommandError):
            call_command(*words, stdout=StringIO())

    return lambda: scheduler.tick(run, lambda work: work())


def later(**duration: float) -> None:
    """Let time pass, as far as submissions can tell."""
    passed = timedelta(**duration)
    Submission.objects.update(
        submit_time=F("submit_time") - passed, mail_due_at=F("mail_due_at") - passed
    )


def test_mail_is_sent_once_after_the_server_came_back(
    form: FormPage, submit: Submit, settings: Settings, tick: Tick
) -> None:
    port = free_port()
    mail_through(settings, port)
    assert submit(form).status_code == 201
    with MailServer(port=port) as server:
        tick()
        assert server.messages == [], "it was tried a moment ago"
        later(minutes=1)
        tick()
        later(days=1)
        tick()
        assert [message["Reply-To"] for message in server.messages] == [VALUES["email"]]
    assert Submission.objects.get().mail_state == "sent"


def test_what_no_visitor_waited_for_is_sent_at_once(
    form: FormPage, submit: Submit, smtp: MailServer, tick: Tick
) -> None:
    cache.set(notifications.RESTING, True)
    submit(form)
    tick()
    assert len(smtp.messages) == 1


def waits(times: int) -> list[int]:
    """The minutes between tries of what fails each time."""
    found = []
    for _ in range(times):
        list(send_each(pending()))
        wait = Submission.objects.get().mail_due_at - timezone.now()
        found.append(round(wait.total_seconds() / 60))
        later(minutes=found[-1])
    return found


def test_what_the_server_refuses_is_tried_less_and_less_often(
    form: FormPage, submit: Submit, smtp: MailServer
) -> None:
    smtp.refusal = "550 5.1.1 No such user"
    submit(form)
    later(minutes=1)
    assert waits(9) == [1, 2, 4, 8, 16, 32, 64, 120, 120]


def test_after_five_days_a_person_alone_tries_it(
    form: FormPage, submit: Submit, smtp: MailServer, tick: Tick
) -> None:
    smtp.refusal = "550 5.1.1 No such user"
    submit(form)
    smtp.refusal = ""
    later(days=5, minutes=1)
    tick()
    assert smtp.messages == []
    assert Submission.objects.get().mail_state.startswith("given up: refused for staff@")
    call_command("send_pending_notifications", stdout=StringIO())
    assert len(smtp.messages) == 1


def test_a_server_that_is_down_is_asked_once_for_all_that_wait(
    form: FormPage, submit: Submit, settings: Settings, tick: Tick
) -> None:
    cache.set(notifications.RESTING, True)
    for _ in range(3):
        submit(form)
    mail_through(settings, free_port())
    tick()
    assert Submission.objects.exclude(mail_fault="").count() == 1
    assert not due(timezone.now()).exists()
    assert due(timezone.now() + timedelta(minutes=1, seconds=1)).count() == 3


def test_a_person_tries_all_that_wait(
    form: FormPage, submit: Submit, smtp: MailServer, settings: Settings
) -> None:
    mail_through(settings, free_port())
    submit(form)
    mail_through(settings, smtp.port)
    assert not due(timezone.now()).exists()
    call_command("send_pending_notifications", stdout=StringIO())
    assert len(smtp.messages) == 1


def test_a_fault_of_our_own_waits_like_another_and_keeps_nobody_back(
    form: FormPage,
    make_form: MakeForm,
    submit: Submit,
    smtp: MailServer,
    tick: Tick,
    caplog: pytest.LogCaptureFixture,
) -> None:
    cache.set(notifications.RESTING, True)
    submit(form)
    submit(make_form(to_address="late@example.org"))
    Submission.objects.filter(page=form).update(form_data=["no", "values"])
    tick()
    assert smtp.recipients == [["late@example.org"]]
    assert "AttributeError" in caplog.text
    assert not due(timezone.now()).exists()


def test_a_turn_is_over_before_the_scheduler_ends_it(
    form: FormPage, submit: Submit, smtp: MailServer
) -> None:
    assert TURN_SECONDS + notifications.COMMAND_SECONDS < scheduler.RUN_SECONDS
    cache.set(notifications.RESTING, True)
    submit(form)
    assert list(send_each(pending(), seconds=0)) == []


def test_a_previews_scheduler_would_send_nothing_either(
    form: FormPage, submit: Submit, smtp: MailServer, settings: Settings, tick: Tick
) -> None:
    from mail.models import KeptMail

    settings.EMAIL_BACKEND = "mail.kept.KeepingBackend"
    cache.set(notifications.RESTING, True)
    submit(form)
    tick()
    assert smtp.messages == []
    assert KeptMail.objects.count() == 1
