"""Password reset: who asks for a link, how often, and what sends it.

The request only writes down the address that was typed, whether it has an account or not. The
command that sends the mail looks for the account, so the request reveals nothing, by words or by
time. A preview has no scheduler to run the command and keeps its mail: there the request does it,
in the same time for everybody.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any, Final

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import salted_hmac
from wagtail.admin.forms.auth import PasswordResetForm
from wagtail.admin.views.account import PasswordResetView

from mail.refusals import OF_ONE_MESSAGE
from staff.models import ResetRequest
from web.client_address import client_address
from web.network_key import network_key

logger = logging.getLogger(__name__)

WINDOW: Final = timedelta(hours=1)
MOST_OF_NETWORK: Final = 20
MOST_OF_ADDRESS: Final = 3
KEPT: Final = timedelta(days=1)
PREVIEW_SECONDS: Final = 2.0


class PasswordReset(PasswordResetView):
    """Wagtail's page, which looks for no account. Too many from one network get a 429."""

    def form_valid(self, form: Any) -> HttpResponse:
        if not ask(self.request, form.cleaned_data["email"]):
            return too_many(self.request)
        if not settings.HAS_SCHEDULER:
            take_as_long(send_now)
        return redirect(self.get_success_url())


urlpatterns = [path("", PasswordReset.as_view())]


def ask(request: HttpRequest, email: str) -> bool:
    """Write the request down, or not if the address has had enough; False for the network.

    The same queries in every case.
    """
    network = network_key(client_address(request))
    key = address_key(email)
    recent = ResetRequest.objects.filter(asked_at__gt=timezone.now() - WINDOW)
    of_network = recent.filter(network=network).count()
    of_address = recent.filter(address_key=key).count()
    if of_network >= MOST_OF_NETWORK:
        logger.warning("Too many password resets from network %s", network)
        return False
    is_enough = of_address >= MOST_OF_ADDRESS
    ResetRequest.objects.create(email="" if is_enough else email, address_key=key, network=network)
    return True


def address_key(email: str) -> str:
    """What to count an email address by when the address itself is no longer kept."""
    return str(salted_hmac("staff.password_reset", email.casefold()).hexdigest())[:16]


def too_many(request: HttpRequest) -> HttpResponse:
    minutes = int(WINDOW.total_seconds() // 60)
    page = render(request, "staff/too_many_resets.html", {"minutes": minutes}, status=429)
    page["Retry-After"] = str(int(WINDOW.total_seconds()))
    add_never_cache_headers(page)
    return page


# ---- outside the request ----


class MailedForm(PasswordResetForm):
    """Wagtail's form, used for its users, token and texts; a failure to send is not swallowed."""

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: Any,
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        subject = " ".join(render_to_string(subject_template_name, context).split())
        text = render_to_string(email_template_name, context)
        send_mail(subject, text, from_email, [to_email])


def is_any_due() -> bool:
    return ResetRequest.waiting().exists()


def state() -> dict[str, int]:
    """How many requests wait for their mail."""
    return {"waiting": ResetRequest.waiting().count()}


def take_as_long(work: Callable[[], object]) -> None:
    """Do it in PREVIEW_SECONDS, which looking for an account and keeping its mail never takes."""
    end = time.monotonic() + PREVIEW_SECONDS
    work()
    time.sleep(max(0.0, end - time.monotonic()))


def send_now() -> None:
    try:
        send_waiting()
    except OSError as fault:
        logger.warning("Password resets wait: %s", fault)


def send_waiting() -> int:
    """How many were handled, whether an account was found or not. Raises OSError.

    What the mail server did not take waits for the next time, for WINDOW at most.
    """
    now, handled = timezone.now(), 0
    ResetRequest.objects.filter(asked_at__lt=now - KEPT).delete()
    last = 0
    while found := handle_next(now, last):
        last = found.pk
        handled += not found.email
    return handled


def handle_next(now: datetime, last: int) -> ResetRequest | None:
    """The first request after ``last``. It keeps its email address if its mail is to wait."""
    with transaction.atomic():
        waiting = ResetRequest.waiting().select_for_update(skip_locked=True)
        found = waiting.filter(pk__gt=last).order_by("pk").first()
        if found is None:
            return None
        if found.asked_at <= now - WINDOW:
            logger.warning("Password reset %s was given up: no mail could be sent", found.pk)
        elif not send_links(found.email):
            return found
        found.email = ""
        found.save(update_fields=["email"])
    return found


def send_links(email: str) -> bool:
    """Send one to each account of the address; False if the server may take it later.

    Raises OSError if the server would take no other message either.
    """
    form = MailedForm({"email": email})
    if not form.is_valid():
        return True
    try:
        form.save(
            domain_override="localhost",  # the template takes WAGTAILADMIN_BASE_URL
            subject_template_name=PasswordReset.subject_template_name,
            email_template_name=PasswordReset.email_template_name,
        )
    except OF_ONE_MESSAGE as refusal:
        logger.warning("The mail of a password reset was refused: %s", type(refusal).__name__)
        return is_final(refusal)
    return True


def is_final(refusal: Exception) -> bool:
    """Whether the same message would be refused again. A code from 400 to 499 is for now only."""
    if isinstance(refusal, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in refusal.recipients.values())
    return not isinstance(refusal, SMTPResponseException) or refusal.smtp_code >= 500
