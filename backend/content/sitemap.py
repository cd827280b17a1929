"""What search engines are told: every public page's address, and where this list is.

Both are answered here and shown at the site's own address, whose rewrites pass them on: a page that
is published or withdrawn is in the list at once, not after the site's next deployment.
"""

from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from content.public_site import PublicSite

XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000  # https://www.sitemaps.org/protocol.html


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Live pages that no restriction hides, in the order of the tree."""
    root = Element("urlset", xmlns=XMLNS)
    if site := PublicSite.load():
        for page in site.pages.order_by("path")[:MOST]:
            entry = SubElement(root, "url")
            SubElement(entry, "loc").text = f"{address(request)}{quote(site.path(page))}"
            if published := page.last_published_at:
                SubElement(entry, "lastmod").text = published.isoformat(timespec="seconds")
    body = tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type="application/xml")


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
