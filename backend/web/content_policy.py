"""The admin's Content-Security-Policy: where its pages may load from, send to, and be sent to.

Django has a middleware for this from 6.0 on; until then these lines cost a function less to import
than a library would. Wagtail 8.0 writes inline scripts beside date fields, choosers and inline
panels, in forms without the request, so no nonce can reach them: its pages need 'unsafe-inline'.
Django's own admin needs none. Framing stays with X-Frame-Options, which Wagtail sets by view.
"""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER: Final = "Content-Security-Policy"
WAGTAIL: Final = "/admin"
DJANGO: Final = "/django-admin"


class AdminPolicyMiddleware:
    """Sets the header on whatever is below the two admins, errors included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policies = {WAGTAIL: policy("'unsafe-inline'"), DJANGO: policy()}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for prefix, value in self.policies.items():
            if request.path_info == prefix or request.path_info.startswith(f"{prefix}/"):
                response.headers.setdefault(HEADER, value)
        return response


def policy(*inline: str) -> str:
    static, media = origin(settings.STATIC_URL), origin(settings.MEDIA_URL)
    site = origin(settings.FRONTEND_URL)
    directives: dict[str, tuple[str, ...]] = {
        "default-src": ("'self'",),
        "script-src": ("'self'", static, *inline),
        "style-src": ("'self'", static, "'unsafe-inline'"),
        "img-src": ("'self'", static, media, "data:", "blob:"),
        "font-src": ("'self'", static, "data:"),
        "connect-src": ("'self'",),
        "frame-src": ("'self'", site),  # the preview of a draft is the site
        "object-src": ("'none'",),
        "base-uri": ("'none'",),
        "form-action": ("'self'",),
    }
    return "; ".join(
        f"{name} {' '.join(dict.fromkeys(filter(None, sources)))}"
        for name, sources in directives.items()
    )


def origin(address: str) -> str:
    """Empty for a path on this host."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
