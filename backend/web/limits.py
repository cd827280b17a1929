"""How large a request is read: the API's are small, the admin's hold uploads."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from web.problems import problem

BODY_BYTES = 1024 * 1024


class BodyLimitMiddleware:
    """Refuses a body by its stated length, before a byte of it is read or put on a disk.

    WSGI gives the application no more than the stated length, and none where none is stated.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal():  # isdigit also takes "²", which is no number
            return problem(400, "Content-Length must be a number.")
        in_api = request.path_info.startswith("/api/")
        limit = BODY_BYTES if in_api else settings.REQUEST_MAX_BYTES
        if int(length) > limit:
            return problem(413, f"A request may hold at most {limit} bytes.")
        return self.get_response(request)
