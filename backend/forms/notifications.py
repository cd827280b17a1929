"""Who is told of a submission, once each, and what became of it.

A row is locked while its mail is under way, so whoever comes at the same time passes it by. A
process that dies in between gives the lock back; only one that dies after the server took the
message and before that is on record lets it be sent again, under the same Message-ID.
"""

from collections.abc import Iterator
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from typing import Final, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.forms.models import validate_to_address

from forms.models import FormPage, Submission

VISITOR_SECONDS: Final = 5
COMMAND_SECONDS: Final = 30
REST_SECONDS: Final = 60
RESTING: Final = "forms-mail-rests"
OF_ONE_MESSAGE: Final = (SMTPRecipientsRefused, SMTPDataError, SMTPSenderRefused, ValueError)


class Outcome(NamedTuple):
    """``fault`` is empty where the message was sent; ``stops`` where no other would be either."""

    submission: Submission
    fault: str
    stops: bool


def notify(key: int) -> None:
    """Tell of one submission while its visitor waits, VISITOR_SECONDS at most.

    After a failure of the server, mail is left to `send_pending` for REST_SECONDS.
    """
    if cache.get(RESTING):
        return
    outcome = send_next(after=key - 1, deadline=VISITOR_SECONDS, until=key)
    if outcome and outcome.stops:
        cache.set(RESTING, True, REST_SECONDS)


def send_pending() -> Iterator[Outcome]:
    """Send what is not sent, oldest first; ends where the server itself fails."""
    last = 0
    while outcome := send_next(after=last, deadline=COMMAND_SECONDS):
        yield outcome
        last = outcome.submission.pk
        if outcome.stops:
            return


def pending() -> "QuerySet[Submission]":
    waiting: QuerySet[Submission] = Submission.objects.filter(mail=Submission.Mail.WAITING)
    return waiting


def send_next(after: int, deadline: float, until: int | None = None) -> Outcome | None:
    """Send the next waiting one that nobody else is sending; None where there is none."""
    waiting = pending().filter(pk__gt=after)
    if until is not None:
        waiting = waiting.filter(pk__lte=until)
    with transaction.atomic():
        # SQLite knows no row locks; there the transaction has locked all the database already.
        found = waiting.select_for_update(skip_locked=True).order_by("pk").first()
        return send(found, deadline) if found else None


def send(submission: Submission, deadline: float) -> Outcome:
    fault, stops = "", False
    try:
        message_of(submission, deadline).send()
    except OF_ONE_MESSAGE as refusal:
        fault = in_words(refusal)
    except OSError as failure:
        fault, stops = in_words(failure), True
    else:
        submission.mail, submission.mailed_at = Submission.Mail.SENT, timezone.now()
    submission.mail_fault = fault
    submission.save(update_fields=["mail", "mail_fault", "mailed_at"])
    return Outcome(submission, fault, stops)


def message_of(submission: Submission, deadline: float) -> EmailMessage:
    """Raises ValueError where it cannot be written to anybody."""
    page = FormPage.objects.get(pk=submission.page_id)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"
    return EmailMessage(
        subject=one_line(page.subject or page.title),
        body=body_of(page, submission),
        to=recipients_of(page),
        reply_to=reply_to(page, submission),
        headers={"Message-ID": f"<{submission.key}@{domain}>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(deadline=deadline),
    )


def recipients_of(page: FormPage) -> list[str]:
    """Raises ValueError. Wagtail's own check, for what did not come through its editor."""
    try:
        validate_to_address(page.to_address)
    except ValidationError as fault:
        raise ValueError("the page of the form does not say whom to notify") from fault
    return [address.strip() for address in page.to_address.split(",")]


def one_line(text: str) -> str:
    return " ".join(text.split())


def body_of(page: FormPage, submission: Submission) -> str:
    lines = []
    for field in page.get_form_fields():
        value = submission.form_data.get(field.name)
        if value not in (None, "", []):
            lines.append(f"{one_line(field.label)}:\n{spelled(value)}\n")
    listing = reverse("wagtailforms:list_submissions", args=[page.pk])
    return "\n".join([*lines, f"All submissions: {settings.WAGTAILADMIN_BASE_URL}{listing}", ""])


def spelled(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def reply_to(page: FormPage, submission: Submission) -> list[str]:
    """The visitor, where the form asks for an email address."""
    given = [
        submission.form_data.get(field.name)
        for field in page.get_form_fields()
        if field.field_type == "email"
    ]
    return [address for address in given if address][:1]


def in_words(fault: Exception) -> str:
    """A sentence for the admin: what the server said, without names of classes."""
    if isinstance(fault, SMTPRecipientsRefused):
        replies = [f"{address}: {said(*reply)}" for address, reply in fault.recipients.items()]
        return f"refused for {'; '.join(replies)}"[:1000]
    if isinstance(fault, SMTPResponseException):
        return f"the mail server said {said(fault.smtp_code, fault.smtp_error)}"[:1000]
    return one_line(str(fault) or type(fault).__name__)[:1000]


def said(code: int, text: bytes | str) -> str:
    return one_line(f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}")
