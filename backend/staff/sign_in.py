"""Writes sign-ins into Wagtail's audit log and into the log."""

import logging
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from wagtail.log_actions import log

from web.client_address import client_address

logger = logging.getLogger(__name__)

ACTIONS = {
    "staff.sign_in": ("Sign in", "Signed in"),
    "staff.sign_out": ("Sign out", "Signed out"),
    "staff.sign_in_failed": ("Failed sign-in", "Wrong password"),
    "staff.locked_out": ("Lock-out", "Locked out after wrong passwords"),
}


def connect() -> None:
    user_logged_in.connect(signed_in)
    user_logged_out.connect(signed_out)
    user_login_failed.connect(failed)
    user_locked_out.connect(locked_out)


def signed_in(request: HttpRequest, user: Any, **_: Any) -> None:
    record("staff.sign_in", user, request, by=user)


def signed_out(request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        record("staff.sign_out", user, request, by=user)


def failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """An attempt during a lock-out is none, and is not written down once more."""
    if request is not None and counted(request):
        record("staff.sign_in_failed", of_name(credentials.get("username")), request)


def locked_out(request: HttpRequest, username: str | None, **_: Any) -> None:
    if counted(request):
        record("staff.locked_out", of_name(username), request)


def counted(request: HttpRequest) -> bool:
    return getattr(request, "axes_failures_since_start", None) is not None


def of_name(username: str | None) -> Any:
    return get_user_model().objects.filter(username=username or "").first()


def record(action: str, user: Any, request: HttpRequest, by: Any = None) -> None:
    """One line, and for a user who exists one entry. A wrong name may be a password: not written.

    The entry of a failure has no author: nobody knows who that was.
    """
    address = client_address(request)
    logger.info("%s: %s from %s", ACTIONS[action][1], user or "an unknown name", address)
    if user is not None:
        log(instance=user, action=action, user=by, data={"address": address})
