"""How large a request the API reads."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from api.problems import problem

BODY_BYTES = 1024 * 1024


class BodyLimitMiddleware:
    """Refuses a body over BODY_BYTES by its stated length, before a byte of it is read.

    WSGI gives the application no more than the stated length, and none where none is stated.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/api/"):
            length = request.META.get("CONTENT_LENGTH") or "0"
            if not length.isdecimal():  # isdigit also takes "²", which is no number
                return problem(400, "Content-Length must be a number.")
            if int(length) > BODY_BYTES:
                return problem(413, f"A request may hold at most {BODY_BYTES} bytes.")
        return self.get_response(request)
