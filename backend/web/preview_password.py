"""The password of a preview.

The password is asked for before anything else looks at the request: views, cached responses, the
catalogue of addresses. Only health, which stands before it, CORS preflights, which the CORS
middleware answers without content, and the page that asks for it are open. Who has a key that the
page gave is not asked again.
"""

import binascii
import hmac
import logging
from base64 import b64decode
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from web import preview_key
from web.client_address import client_network
from web.database_limits import RETRY_AFTER_SECONDS
from web.problems import problem

logger = logging.getLogger(__name__)

# Under this name, which no user can have, wrong passwords are counted beside those of staff.
COUNTED_AS: Final = {"username": "preview password"}
OF_A_NETWORK: Final = ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR")


class NoIndexMiddleware:
    """Keeps search engines away from every response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["X-Robots-Tag"] = "noindex"
        return response


class PasswordMiddleware:
    """Asks for PREVIEW_PASSWORD, by HTTP Basic under any user name, or for a key of `preview_key`.
    Where there is no password, it stands aside.

    Guessing is slow: after as many different wrong passwords from one network as lock out staff,
    every password from it is refused until the lock-out ends. The preview's database counts, so
    all instances of the function count together.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.password = getattr(settings, "PREVIEW_PASSWORD", "")
        if not self.password:
            raise MiddlewareNotUsed
        self.sign_in = getattr(settings, "PREVIEW_SIGN_IN", None)
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "lambda.warm_up" in request.META or request.path_info == self.sign_in:
            return self.get_response(request)
        if preview_key.holds(request):
            return self.get_response(request)
        given = password_in(request)
        try:
            refusal = self.refusal(request, given) if given else asked()
        except DatabaseError as error:
            logger.error("Wrong passwords cannot be counted: %s", error)
            refusal = later(503, RETRY_AFTER_SECONDS)
        return refusal or self.get_response(request)

    def refusal(self, request: HttpRequest, given: str) -> HttpResponse | None:
        attempt = attempt_of(request)
        if not AxesProxyHandler.is_allowed(attempt, COUNTED_AS):
            return later(429, int(settings.AXES_COOLOFF_TIME.total_seconds()))
        if constant_time_compare(given, self.password):
            return None
        if is_new(request, given):
            AxesProxyHandler.user_login_failed(PasswordMiddleware, COUNTED_AS, attempt)
        return asked()


def asked() -> HttpResponse:
    response = problem(401, "This preview asks for its password.")
    response.headers["WWW-Authenticate"] = 'Basic realm="Preview", charset="UTF-8"'
    return response


def later(status: int, seconds: int) -> HttpResponse:
    response = problem(status)
    response.headers["Retry-After"] = str(seconds)
    return response


def attempt_of(request: HttpRequest) -> HttpRequest:
    """What axes may keep of a request: where it came from."""
    attempt: Any = HttpRequest()
    attempt.META = {name: request.META[name] for name in OF_A_NETWORK if name in request.META}
    return attempt  # type: ignore[no-any-return]


def is_new(request: HttpRequest, given: str) -> bool:
    """A page with an old password sends it again and again, which is no guess.

    Each instance remembers by itself, so the same password may count once for each of them.
    """
    network = client_network(request)
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"{network} {given}".encode(), sha256)
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    return cache.add(f"preview-password-{digest.hex()}", 1, seconds)


def password_in(request: HttpRequest) -> str:
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(credentials).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
