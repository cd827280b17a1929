"""The error page outside the API. The API has its own error format."""

import sys

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from web.database_limits import RETRY_AFTER_SECONDS, UNAVAILABLE

PAGE = (
    "<!doctype html><html lang=en><title>Try again shortly</title><h1>Try again "
    "shortly</h1><p>The site's database did not respond in time. Your request was "
    "correct."
)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 where the database cut the request off or is not there; everything else is a 500."""
    if not isinstance(sys.exception(), UNAVAILABLE):
        return defaults.server_error(request)
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(PAGE, status=503, headers=headers)
