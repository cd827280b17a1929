"""Notification mails: each is sent once, and its result is recorded.

The scheduler tries what is due, and how long each waits for that doubles with its age; a person's
command tries all that wait. A row is locked while its mail is under way, so whoever comes at the
same time passes it by. A process that dies in between gives the lock back; only one that dies after
the server took the message and before that is on record lets it be sent again, under the same
Message-ID.
"""

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import inf
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Final, NamedTuple

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from forms.message import message_of, one_line
from forms.models import TRIED_FOR, Submission
from mail.refusals import OF_ONE_MESSAGE
from web.cache_keys import SHARED

logger = logging.getLogger(__name__)

VISITOR_SECONDS: Final = 5
COMMAND_SECONDS: Final = 30
REST_SECONDS: Final = 60
SOONEST: Final = timedelta(minutes=1)
LATEST: Final = timedelta(hours=2)
RESTING: Final = f"{SHARED}forms-mail-rests"


class SendResult(NamedTuple):
    """``fault`` is empty where the message was sent; ``stops`` where no other would be either."""

    submission: Submission
    fault: str
    stops: bool


def notify(key: int) -> None:
    """Tell of one submission while its visitor waits, VISITOR_SECONDS at most.

    After a failure of the server, mail is left to `send_each` for REST_SECONDS.
    """
    if cache.get(RESTING):
        return
    outcome = send_next(pending().filter(pk=key), VISITOR_SECONDS)
    if outcome and outcome.stops:
        cache.set(RESTING, 1, REST_SECONDS)


def pending() -> "QuerySet[Submission]":
    waiting: QuerySet[Submission] = Submission.objects.filter(mail=Submission.Mail.WAITING)
    return waiting


def due(now: datetime) -> "QuerySet[Submission]":
    """What waits and is to be tried by itself."""
    its_time = Q(mail_due_at=None) | Q(mail_due_at__lte=now)
    return pending().filter(its_time, submit_time__gt=now - TRIED_FOR)


def is_any_due() -> bool:
    return due(timezone.now()).exists()


def state() -> dict[str, float]:
    """How many mails wait, how many were given up, and how long the oldest waits, in seconds."""
    now = timezone.now()
    trying = pending().filter(submit_time__gt=now - TRIED_FOR)
    found = trying.aggregate(count=Count("pk"), oldest=Min("submit_time"))
    waits = (now - found["oldest"]).total_seconds() if found["oldest"] else 0.0
    return {
        "waiting": found["count"],
        "given_up": pending().count() - found["count"],
        "oldest_seconds": round(waits),
    }


def send_each(waiting: "QuerySet[Submission]", seconds: float = inf) -> Iterator[SendResult]:
    """Send them, oldest first, beginning none after ``seconds``; ends where the server fails."""
    last, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        outcome = send_next(waiting.filter(pk__gt=last), COMMAND_SECONDS)
        if outcome is None:
            return
        yield outcome
        if outcome.stops:
            return postpone(next_try(outcome.submission, timezone.now()))
        last = outcome.submission.pk


def send_next(waiting: "QuerySet[Submission]", deadline: float) -> SendResult | None:
    """Send the oldest that nobody else is sending; None where there is none."""
    with transaction.atomic():
        # SQLite knows no row locks; there the transaction has locked all the database already.
        found = waiting.select_for_update(skip_locked=True).order_by("pk").first()
        return send(found, deadline) if found else None


@transaction.atomic
def postpone(until: datetime) -> None:
    """Let the others wait as long for the server, but for those that somebody has under way."""
    others = due(until).select_for_update(skip_locked=True)
    pending().filter(pk__in=others.values("pk")).update(mail_due_at=until)


def send(submission: Submission, deadline: float) -> SendResult:
    fault, stops = "", False
    try:
        message_of(submission, deadline).send()
    except OF_ONE_MESSAGE as refusal:
        fault = in_words(refusal)
    except OSError as failure:
        fault, stops = in_words(failure), True
    except Exception:  # one submission's trouble must not keep the others waiting
        logger.exception("Sending the notification of submission %s failed", submission.pk)
        fault = "this server had an error, not the mail server; it has been logged"
    else:
        submission.mail, submission.mailed_at = Submission.Mail.SENT, timezone.now()
    submission.mail_fault = fault
    submission.mail_due_at = next_try(submission, timezone.now()) if fault else None
    submission.save(update_fields=["mail", "mail_fault", "mail_due_at", "mailed_at"])
    return SendResult(submission, fault, stops)


def next_try(submission: Submission, now: datetime) -> datetime:
    """After as long again as it has waited, so that the waits double; after LATEST at most.

    https://datatracker.ietf.org/doc/html/rfc5321#section-4.5.4.1
    """
    waited: timedelta = now - submission.submit_time
    return now + min(max(waited, SOONEST), LATEST)


def in_words(fault: Exception) -> str:
    """A sentence for the admin: what the server said, without names of classes."""
    if isinstance(fault, SMTPRecipientsRefused):
        replies = [
            f"{address}: {reply_line(*reply)}" for address, reply in fault.recipients.items()
        ]
        return f"refused for {'; '.join(replies)}"[:1000]
    if isinstance(fault, SMTPResponseException):
        return f"the mail server said {reply_line(fault.smtp_code, fault.smtp_error)}"[:1000]
    return one_line(str(fault) or type(fault).__name__)[:1000]


def reply_line(code: int, text: bytes | str) -> str:
    return one_line(f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}")
