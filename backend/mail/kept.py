"""Stores mail for reviewers instead of sending it."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from mail.models import KeptMail


class KeepingBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        kept = [
            KeptMail(
                subject=message.subject[:255],
                sender=message.from_email[:255],
                recipients=", ".join(message.recipients()),
                text=message.message().as_string(),
            )
            for message in email_messages
        ]
        return len(KeptMail.objects.bulk_create(kept))
