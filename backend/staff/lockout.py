"""The page for somebody who failed to sign in too often."""

import math
from datetime import timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """A page of status 429 that says for how long, and the same for a name that does not exist."""
    left = time_left(request, credentials)
    page = render(
        request,
        "staff/locked_out.html",
        {"minutes": math.ceil(left.total_seconds() / 60)},
        status=429,
    )
    page["Retry-After"] = str(math.ceil(left.total_seconds()))
    add_never_cache_headers(page)
    return page


def time_left(request: HttpRequest, credentials: dict[str, Any] | None) -> timedelta:
    """Until the last counted failure is old enough; those during a lock-out do not count."""
    cool_off: timedelta = settings.AXES_COOLOFF_TIME
    implementation: Any = AxesProxyHandler.get_implementation()
    attempts = implementation.filter_user_attempts(request, credentials)
    last = max((found.aggregate(at=Max("attempt_time"))["at"] for found in attempts), default=None)
    left = (last or timezone.now()) + cool_off - timezone.now()
    return max(left, timedelta(seconds=1))
