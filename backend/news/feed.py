"""The latest news as an Atom feed."""

from datetime import datetime, time
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import make_aware
from django.views.decorators.http import require_safe

from content.public_site import PublicSite
from content.sitemap import address
from news.models import newest
from web.text import clean_text

LATEST = 20


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    home = address(request)
    site = PublicSite.load()
    name = clean_text((site.site.site_name if site else "") or settings.WAGTAIL_SITE_NAME)
    document = Atom1Feed(
        title=name, link=f"{home}/", description=f"News from {name}", feed_url=f"{home}/feed.xml"
    )
    for page in newest(site)[:LATEST] if site else []:
        document.add_item(**entry(page, f"{home}{quote(site.path(page)) if site else ''}"))
    return HttpResponse(document.writeString("utf-8"), content_type="application/atom+xml")


def entry(page: Any, link: str) -> dict[str, Any]:
    return {
        "title": clean_text(page.title),
        "link": link,
        "description": clean_text(page.summary),
        "unique_id": link,
        "pubdate": make_aware(datetime.combine(page.date, time())),
        "updateddate": page.last_published_at or make_aware(datetime.combine(page.date, time())),
    }
