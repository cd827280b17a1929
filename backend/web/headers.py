"""The X-XSS-Protection header, which the deployment guide asks for and Django no longer sends."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse


class XssFilterMiddleware:
    """Heeds SECURE_BROWSER_XSS_FILTER, a setting that Django dropped in 4.0.

    https://docs.djangoproject.com/en/5.2/releases/4.0/#securitymiddleware-no-longer-sets-the-x-xss-protection-header
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not getattr(settings, "SECURE_BROWSER_XSS_FILTER", False):
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["X-XSS-Protection"] = "1; mode=block"
        return response
