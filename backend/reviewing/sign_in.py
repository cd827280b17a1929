"""The page that lets a reviewer in, by a link that works once or by the preview's password.

The link's token stands behind the ``#`` of its address, which no server and no mail scanner gets.
The page's button sends it as a form, so reading the link does not use it up.
"""

import secrets
from typing import Final

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from reviewing import links
from reviewing.badge import number
from web import preview_key
from web.content_policy import HEADER, origin
from web.preview_password import COUNTED_AS, attempt_of, is_new

BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
REFUSED: Final = "This link was used before, has expired, or belongs to another preview."
WRONG: Final = "This is not the preview's password."
LOCKED: Final = "Too many wrong attempts came from your network. Try again later."
LONGEST: Final = 200  # characters of a token or a password


@never_cache
@csrf_protect
@sensitive_post_parameters("token", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return page(request)
    if not AxesProxyHandler.is_allowed(attempt_of(request), COUNTED_AS):
        response = page(request, LOCKED, 429)
        response.headers["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
        return response
    token = request.POST.get("token", "")[:LONGEST]
    if token:
        return by_link(request, token)
    return by_password(request, request.POST.get("password", "")[:LONGEST])


def by_link(request: HttpRequest, token: str) -> HttpResponse:
    if not links.use(token):
        return refuse(request, token, REFUSED)
    login(request, links.reviewer(), backend=BACKEND)
    return let_in(request)


def by_password(request: HttpRequest, password: str) -> HttpResponse:
    """Without an account: the admin still asks for one."""
    expected = getattr(settings, "PREVIEW_PASSWORD", "")
    if not expected or not constant_time_compare(password, expected):
        return refuse(request, password, WRONG)
    return let_in(request)


def refuse(request: HttpRequest, given: str, why: str) -> HttpResponse:
    """A wrong attempt, counted with those of the preview's password."""
    if given and is_new(request, given):
        AxesProxyHandler.user_login_failed(sign_in, COUNTED_AS, attempt_of(request))
    return page(request, why, 403)


def let_in(request: HttpRequest) -> HttpResponse:
    """To one of two addresses, whatever the form says."""
    key = preview_key.new()
    to_admin = request.POST.get("to") == "admin"
    where = "/admin/" if to_admin else f"{settings.FRONTEND_URL}/#preview-key={key}"
    response = HttpResponseRedirect(where)
    preview_key.give(response, key)
    return response


def page(request: HttpRequest, fault: str = "", status: int = 200) -> HttpResponse:
    nonce = secrets.token_urlsafe(16)
    facts = {"fault": fault, "nonce": nonce, "number": number()}
    response = render(request, "reviewing/sign_in.html", facts, status=status)
    response.headers[HEADER] = (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
        f"form-action 'self' {origin(settings.FRONTEND_URL)}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers["Referrer-Policy"] = "same-origin"  # Django's CSRF check needs it there
    return response
