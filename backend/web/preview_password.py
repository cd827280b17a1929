"""What keeps a preview to those it is meant for."""

import binascii
from base64 import b64decode
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from web.problems import problem


class NoIndexMiddleware:
    """Keeps search engines away from every response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["X-Robots-Tag"] = "noindex"
        return response


class PasswordMiddleware:
    """Asks for PREVIEW_PASSWORD, by HTTP Basic under any user name. Without one, stands aside.

    OPTIONS passes, since browsers send no credentials with a CORS preflight.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.password = getattr(settings, "PREVIEW_PASSWORD", "")
        if not self.password:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.method == "OPTIONS"
            or "lambda.warm_up" in request.META
            or constant_time_compare(password_in(request), self.password)
        ):
            return self.get_response(request)
        response = problem(401, "This preview asks for its password.")
        response.headers["WWW-Authenticate"] = 'Basic realm="Preview", charset="UTF-8"'
        return response


def password_in(request: HttpRequest) -> str:
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(credentials).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
