"""Wagtail's preview: the site in a frame, which gets the draft.

The page made here holds the draft and passes it to the frame by ``postMessage``. So there is no
token to leak or to expire, nothing is kept, and no cookie of a third party is needed where the site
and its API are on different sites.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail.models import Page as StoredPage

from content import pages
from content.public_site import PublicSite
from content.schemas import Page
from files import pictures

PATH = "/preview/"


def show_page(request: HttpRequest, page: StoredPage) -> HttpResponse:
    """``page`` as its editor has it now, saved or not, said as a published page is said."""
    pictures.make(pages.pictures_of(page))
    return show(request, lambda site: pages.describe(site, page))


def show(
    request: HttpRequest,
    describe: Callable[[PublicSite], Page],
    responses: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The site, showing what ``describe`` says of a draft.

    ``responses`` are the API's, by path below its address: what blocks of the draft would ask for
    and what is not published yet.
    """
    site = PublicSite.load()
    if site is None:
        return HttpResponse("There is no default site: add one under Settings, Sites.", status=404)
    draft = describe(site).model_copy(update={"updated": timezone.now()})
    response = TemplateResponse(
        request,
        "content/preview.html",
        {
            "title": draft.title,
            "site": f"{settings.FRONTEND_URL}{PATH}",
            "draft": draft.model_dump(mode="json"),
            "responses": dict(responses or {}),
        },
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
