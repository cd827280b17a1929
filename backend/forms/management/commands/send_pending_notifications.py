"""``manage.py send_pending_notifications``: sends mail of submissions that is not sent yet."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from forms.notifications import SendResult, due, pending, send_each

# The scheduler ends a command after 300 s, and by then no message may still be under way.
TURN_SECONDS: Final = 240.0


class Command(BaseCommand):
    """Send each notification that waits, once, even when two of these run at the same time."""

    help = "Send notifications of form submissions that could not be sent before; each once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--due",
            action="store_true",
            help="Only those whose next try has come, as the scheduler does it.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sent, faults, stopped = 0, 0, False
        for outcome in due_in_a_turn() if options["due"] else send_each(pending()):
            self.stdout.write(line(outcome))
            sent, faults = sent + (not outcome.fault), faults + bool(outcome.fault)
            stopped = outcome.stops
        summary = f"Notifications: {sent} sent, {faults} failed, {pending().count()} still waiting."
        if stopped:
            raise CommandError(
                f"{summary} Stopped: the mail server does not work. Check EMAIL_HOST and the other "
                "EMAIL variables with `manage.py sendtestemail YOU@EXAMPLE.ORG`, then run this "
                "again."
            )
        if faults:
            raise CommandError(
                f"{summary} Correct the addresses on those forms' pages, then run this again."
            )
        self.stdout.write(summary)


def due_in_a_turn() -> Iterator[SendResult]:
    return send_each(due(timezone.now()), TURN_SECONDS)


def line(outcome: SendResult) -> str:
    submission = outcome.submission
    what = f"Submission {submission.pk} of “{submission.page.title}”"
    return f"{what}: {outcome.fault or 'sent'}"
