"""The list of all public addresses, as search engines read it."""

from collections.abc import Iterator
from itertools import chain, islice
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from api.cached import keep_in_long_tail
from catalogue import sitemap as projects
from content import sitemap as pages
from content.public_site import PublicSite
from content.sitemap import SitemapEntry, address

XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000  # https://www.sitemaps.org/protocol.html


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Pages in the order of the tree, then projects, newest first.

    A large one would have no place in the cache of the long tail. Only where the site's address is
    the request's, there may be any number of them.
    """
    if not settings.FRONTEND_URL:
        keep_in_long_tail(request)
    here = address(request)
    root = Element("urlset", xmlns=XMLNS)
    for entry in entries():
        url = SubElement(root, "url")
        SubElement(url, "loc").text = f"{here}{quote(entry.path)}"
        if entry.changed:
            SubElement(url, "lastmod").text = entry.changed.isoformat(timespec="seconds")
    body = tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type="application/xml")


def entries() -> Iterator[SitemapEntry]:
    if site := PublicSite.load():
        yield from islice(chain(pages.entries(site, MOST), projects.entries(site, MOST)), MOST)
