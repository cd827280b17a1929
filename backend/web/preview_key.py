"""What a visitor of a preview has once somebody let them in: a signed key that expires.

It says nothing but that, and the secret key that signs it is the preview's own.
"""

from datetime import timedelta
from typing import Final

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

COOKIE: Final = "preview_key"
LASTS: Final = timedelta(days=14)
VISITOR: Final = "visitor"
SALT: Final = "preview key"


def new() -> str:
    return TimestampSigner(salt=SALT).sign(VISITOR)


def holds(request: HttpRequest) -> bool:
    """Whether the request brings one that is valid: the site in a header, the admin in a cookie."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    keys = (key if scheme.lower() == "bearer" else "", request.COOKIES.get(COOKIE, ""))
    return any(map(is_valid, keys))


def is_valid(key: str) -> bool:
    try:
        return TimestampSigner(salt=SALT).unsign(key, max_age=LASTS) == VISITOR
    except BadSignature:
        return False


def give(response: HttpResponse, key: str) -> None:
    """To a browser, for pages of this host. No other site's requests bring it."""
    response.set_cookie(COOKIE, key, max_age=LASTS, secure=True, httponly=True, samesite="Lax")
