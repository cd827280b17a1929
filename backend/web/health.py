"""Health: ``/livez/`` (the process responds), ``/readyz/`` and ``/health/`` (the database too)."""

import time
from collections.abc import Callable
from threading import Lock

from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse

from web.drafts import shows_draft

DATABASE_ASKED = {"/livez/": False, "/health/": True, "/readyz/": True}
CONNECT_SECONDS = 2
REMEMBERED_SECONDS = 1.0


class DatabaseProbe:
    """Asks the database one query on a connection of its own, at most once a second.

    A fresh connection is the only one whose wait libpq bounds: a query on an open connection to a
    server that hangs would wait for ever. Remembering the result keeps visitors of a public
    address from opening connections at will.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_up, self._asked_at = False, float("-inf")

    def is_up(self) -> bool:
        with self._lock:
            # the clock that also runs while Lambda has frozen the process; it may be set back
            if not 0 <= time.time() - self._asked_at <= REMEMBERED_SECONDS:
                self._is_up = self._ask()
                self._asked_at = time.time()
            return self._is_up

    def _ask(self) -> bool:
        connection = connections.create_connection("default")
        if connection.vendor == "postgresql":
            options = {**connection.settings_dict["OPTIONS"], "connect_timeout": CONNECT_SECONDS}
            connection.settings_dict = {**connection.settings_dict, "OPTIONS": options}
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return False
        else:
            return True
        finally:
            connection.close()


probe = DatabaseProbe()


def report(database_asked: bool) -> JsonResponse:
    database = not database_asked or probe.is_up()
    body = {"status": "ok" if database else "unavailable", "version": settings.APP_VERSION}
    if database_asked:
        body["database"] = body["status"]
    response = JsonResponse(body, status=200 if database else 503)
    response.headers["Cache-Control"] = "no-store"
    return response


class HealthMiddleware:
    """Responds at the health addresses before any middleware that asks for a known Host."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in DATABASE_ASKED and not shows_draft(request):
            return report(DATABASE_ASKED[request.path_info])
        return self.get_response(request)
