"""Limits how much work begins that is not cached. Cached responses and health need no admission.

The server puts a function into the request's environ that says yes or no. Gunicorn's worker says no
when the limit of requests at work is reached. Then it either tries the request again later and
throws this response away, or, if too many wait already, the visitor gets this response. Where there
is no such function, as on Lambda, which sends one request at a time, every request is admitted.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from web.problems import problem

ADMIT: Final = "itg.admit"  # in the environ: Callable[[Work], bool]
POSTPONED: Final = "itg.postponed"  # in the environ where the request will be tried again
RETRY_AFTER_SECONDS: Final = 5
PAGE: Final = (
    "<!doctype html><html lang=en><title>Try again shortly</title><h1>Try again "
    "shortly</h1><p>The site is very busy at the moment. Your request was correct."
)


class Work(StrEnum):
    """What may be in progress side by side, so that the one never keeps the other waiting."""

    PUBLIC = "public"  # of visitors: pages, lists and searches that are not cached
    OTHER = "other"  # forms, the admin, files


def is_admitted(request: HttpRequest, work: Work) -> bool:
    """Asking again for the same request gives the same result."""
    admit: Callable[[Work], bool] | None = request.META.get(ADMIT)
    return admit is None or admit(work)


def busy(request: HttpRequest) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        response = problem(503, "Too many requests at the same time. Try again shortly.")
    else:
        response = HttpResponse(PAGE, status=503, headers={"Cache-Control": "no-store"})
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def admits(view: Callable[..., Any]) -> Callable[..., Any]:
    """For a view of the API that is not cached."""

    @wraps(view)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not is_admitted(request, Work.OTHER):
            return busy(request)
        return view(request, *args, **kwargs)

    return serve


def by_itself(view: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a view that asks, if it has to, when it knows what there is to do."""
    view.admits_by_itself = True  # type: ignore[attr-defined]
    return view


class AdmissionMiddleware:
    """Asks for every view outside the API, whose operations ask for themselves.

    It stands before what reads a body or a session: those belong to the work.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if getattr(view, "admits_by_itself", False) or is_operation(request):
            return None
        return None if is_admitted(request, Work.OTHER) else busy(request)


def is_operation(request: HttpRequest) -> bool:
    """Whether Ninja's API has it; its document and the page to read it are ordinary views."""
    match = request.resolver_match
    is_api = request.path_info.startswith("/api/") and match is not None
    return bool(is_api and match and not (match.url_name or "").startswith("openapi-"))
