"""Which addresses can be redirected: only those that visitors can request.

The site's host passes on to the site what has no dot; the site asks the API for the path, decoded,
without query or fragment, and a page goes before a redirect. The admin refuses the rest with the
reason, in its form and in its import, which use the same model.
"""

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from content import redirects
from content.public_site import PublicSite

NEVER: Final = "Visitors would never reach a redirect from this address"
UNREACHABLE: Final = (
    (r"[?#]", "only the path of an address counts. Leave out the ? or # and what follows"),
    (r"[.]", "the site's host looks for a file if an address has a dot"),
    (r"//", "it has two slashes in a row"),
    (r"%", "it has a % that does not encode a character of a path"),
    (r"[;\\]", "it has a ; or a backslash"),
    (r"^/(api(/.*)?|search|preview)/?$", "the site itself uses it"),
)


def connect() -> None:
    """Called once, when Django starts."""
    Redirect.clean = checked(Redirect.clean)
    RedirectForm.clean = with_target(RedirectForm.clean)


def checked(clean: Callable[[Redirect], None]) -> Callable[[Redirect], None]:
    """Of ``Redirect.clean``, which makes one spelling of an address; this one is in lower case."""

    def clean_and_check(redirect: Redirect) -> None:
        typed = str(redirect.old_path).strip()
        clean(redirect)
        if not typed:  # said already
            return
        redirect.old_path = redirect.old_path.lower()
        if reason := unreachable(typed, redirect):
            raise ValidationError({"old_path": f"{NEVER}: {reason}."})
        if same_address(redirect).exists():
            raise ValidationError({"old_path": "There is a redirect from this address already."})
        site = PublicSite.load()
        if site and (fault := redirects.chain_fault(site, redirect)):
            raise ValidationError(fault)

    return clean_and_check


def unreachable(typed: str, redirect: Redirect) -> str:
    """Why nobody comes to the redirect, or nothing."""
    path = only_path(typed)
    if path is None:
        return "it belongs to another site"
    for pattern, reason in UNREACHABLE:
        if re.search(pattern, redirect.old_path) or (pattern != "%" and re.search(pattern, path)):
            return reason
    site = PublicSite.load()
    if site and redirects.Addresses(site).is_page(with_slash(redirect.old_path)):
        return "visitors see the page that has this address. Unpublish or move that page first"
    return ""


def only_path(typed: str) -> str | None:
    """The address without scheme and host of this site; None where they are another site's."""
    if not re.match(r"(https?:)?//", typed, re.IGNORECASE):
        return typed
    parts = urlsplit(typed)
    ours = {
        urlsplit(settings.FRONTEND_URL).hostname,
        *Site.objects.values_list("hostname", flat=True),
    }
    return parts._replace(scheme="", netloc="").geturl() if parts.hostname in ours else None


def with_slash(path: str) -> str:
    return path if path.endswith("/") else f"{path}/"


def same_address(redirect: Redirect) -> Any:
    """Other redirects from it, in whatever case they were stored."""
    found = Redirect.objects.filter(old_path__iexact=redirect.old_path, site=redirect.site)
    return found.exclude(pk=redirect.pk)


def with_target(clean: Callable[[RedirectForm], Any]) -> Callable[[RedirectForm], Any]:
    """Of ``RedirectForm.clean``: a redirect leads somewhere."""

    def clean_and_check(form: RedirectForm) -> Any:
        cleaned = clean(form)
        page, link = (form.cleaned_data.get(name) for name in ("redirect_page", "redirect_link"))
        if not page and not link and "redirect_link" not in form.errors:
            form.add_error(None, "Choose the page or type the address that the redirect leads to.")
        if link and not link.lower().startswith(("https://", "http://")):
            form.add_error("redirect_link", "The address must start with https:// or http://.")
        return cleaned

    return clean_and_check
