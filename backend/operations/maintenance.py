"""Maintenance: visitors get 503 until it ends at a set time. Health requests and staff are let in.

The time is a row in the database, so no cache can lose it, and all tasks and functions read the
same one. A process reads it every FRESH_SECONDS, and at once if another process of its machine sent
the signal. Between reads a request costs one stat. While the database does not respond, the last
value that was read is used. When a function serves its first request to itself, there is no
database yet, and nothing is read.
"""

import logging
import math
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import Lock
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format

from operations.models import Maintenance
from web.change_signal import ChangeSignal
from web.problems import problem

logger = logging.getLogger(__name__)

LONGEST: Final = timedelta(days=2)
PROBLEM: Final = "urn:innovate-to-grow:maintenance"  # by which the site knows it
UNTIL: Final = "Maintenance-Until"  # the response's header, by which delivery knows it
# Paths where staff sign in and work. Once signed in, they are let in everywhere.
STAFF: Final = ("/admin/", "/django-admin/")
SESSION: Final = settings.SESSION_COOKIE_NAME
PAGE: Final = (
    "<!doctype html><html lang=en><meta charset=utf-8>"
    "<meta name=viewport content='width=device-width'>"
    "<title>We are working on the site</title><h1>We are working on the site</h1><p>{detail}</p>"
)


class _Known:
    """What this process read last: the time, when it was read, and the signal's mark then.

    The clock also runs while Lambda has frozen the process. After it is set back, what was read
    is old.
    """

    def __init__(self) -> None:
        database = settings.DATABASES["default"]
        named = (str(database.get(key, "")) for key in ("HOST", "PORT", "NAME"))
        self.signal = ChangeSignal("maintenance", *named)
        self.lock = Lock()
        self.mark, self.asked_at = self.signal.mark(), -math.inf
        self.until: datetime | None = None

    def read(self) -> datetime | None:
        """None if there is no maintenance."""
        mark, age = self.signal.mark(), time.time() - self.asked_at
        fresh = mark == self.mark and 0 <= age <= settings.MAINTENANCE_FRESH_SECONDS
        if not fresh and self.lock.acquire(blocking=False):  # the others go on with what is known
            try:
                self.until = stored()
            except DatabaseError as error:
                logger.warning("Maintenance: the database said %s", type(error).__name__)
            finally:
                self.mark, self.asked_at = mark, time.time()
                self.lock.release()
        return self.until if self.until and self.until > timezone.now() else None


_known = _Known()


def stored() -> datetime | None:
    return Maintenance.objects.filter(pk=1).values_list("until", flat=True).first()


def begin(until: datetime) -> None:
    """Raises ValueError for a time in the past or further away than LONGEST."""
    left = until - timezone.now()
    if left <= timedelta(0):
        raise ValueError("it is in the past")
    if left > LONGEST:
        raise ValueError(f"it is more than {LONGEST.days} days away")
    Maintenance.objects.update_or_create(pk=1, defaults={"until": until})
    _known.signal.send()


def end() -> None:
    Maintenance.objects.filter(pk=1).delete()
    _known.signal.send()


def current() -> datetime | None:
    """The end of the maintenance in the database. None if there is no maintenance."""
    until = stored()
    return until if until and until > timezone.now() else None


class MaintenanceMiddleware:
    """Stands behind the sessions, and before every view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        until = None if "lambda.warm_up" in request.META else _known.read()
        if until is None or passes(request):
            return self.get_response(request)
        return closed(request, until)


def passes(request: HttpRequest) -> bool:
    """Whether the request is from staff. Health requests are served earlier."""
    if request.path_info.startswith(STAFF):
        return True
    return SESSION in request.COOKIES and request.user.is_authenticated


def closed(request: HttpRequest, until: datetime) -> HttpResponse:
    at = timezone.localtime(until)
    detail = f"The site will be back on {date_format(at, 'F j')} by {date_format(at, 'g:i A T')}."
    if request.path_info.startswith("/api/"):
        response = problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, kind=PROBLEM)
    else:
        response = HttpResponse(
            PAGE.format(detail=detail),
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            headers={"Cache-Control": "no-store"},
        )
    left = math.ceil((until - timezone.now()).total_seconds())
    response.headers["Retry-After"] = str(max(left, 1))
    response.headers[UNTIL] = until.isoformat(timespec="seconds")
    return response
