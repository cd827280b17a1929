"""``manage.py send_pending_notifications``: mail that could not be sent when a form was."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from forms.notifications import Outcome, pending, send_pending


class Command(BaseCommand):
    """Send each notification that waits, once, even when two of these run at the same time."""

    help = "Send notifications of form submissions that could not be sent before; each once."

    def handle(self, *args: Any, **options: Any) -> None:
        sent, faults, stopped = 0, 0, False
        for outcome in send_pending():
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


def line(outcome: Outcome) -> str:
    submission = outcome.submission
    what = f"Submission {submission.pk} of “{submission.page.title}”"
    return f"{what}: {outcome.fault or 'sent'}"
