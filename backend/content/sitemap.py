"""The sitemap's page addresses, and robots.txt.

Both are served by the backend and shown at the site's own address, whose rewrites pass them on: a
page that is published or withdrawn is in the list at once, not after the site's next deployment.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from content.public_site import PublicSite


class SitemapEntry(NamedTuple):
    """A public address of the site, and when what is there last changed, where that is known."""

    path: str
    changed: datetime | None


def entries(site: PublicSite, most: int) -> Iterator[SitemapEntry]:
    """Live pages that no restriction hides, in the order of the tree."""
    for page in site.pages.order_by("path")[:most]:
        yield SitemapEntry(site.path(page), page.last_published_at)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """All is open but the admin; where INDEXED is off, nothing is."""
    if settings.INDEXED:
        rules = ["Disallow: /admin/", "Disallow: /django-admin/"]
        rules += ["", f"Sitemap: {address(request)}/sitemap.xml"]
    else:
        rules = ["Disallow: /"]
    text = "\n".join(["User-agent: *", *rules, ""])
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def address(request: HttpRequest) -> str:
    """Where the site is; where that is not known, it is here."""
    return settings.FRONTEND_URL or request.build_absolute_uri("/").rstrip("/")
