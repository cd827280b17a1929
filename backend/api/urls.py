"""The public API: one router, its errors, its OpenAPI document at schema/ and a page to read it."""

import logging
from math import ceil
from typing import Annotated, Any, Final
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.timezone import localdate
from django.views.decorators.csrf import csrf_exempt
from ninja import Field, Query
from ninja.decorators import decorate_view
from ninja.errors import HttpError, Throttled, ValidationError

from api import catalogue, structured_data
from api import search as site_search
from api.cached import cached, keep_in_long_tail
from api.drafts import router as drafts
from api.forms import router as forms
from api.openapi import CompactRenderer, SiteAPI
from api.structured_data import PublishedPage
from content import layout as site_layout
from content import pages as site_pages
from content import redirects, version
from content.public_site import PublicSite
from content.schemas import Kind, Layout, Redirect, SearchResults, SiteState
from news import listing
from news.blocks.news import News
from sheets import published as published_sheets
from sheets.schemas import SheetRows
from web.database_limits import RETRY_AFTER_SECONDS
from web.problems import Problem, problem

logger = logging.getLogger(__name__)


api = SiteAPI(
    title="Innovate to Grow",
    version="1",
    description="The content of the site's pages, menu, footer and search, and its forms.",
    openapi_url="schema/",
    docs_url="docs/",
    renderer=CompactRenderer(),
)

PagePath = Annotated[
    str,
    Query(
        description="The page's address on the site, such as /about/",
        min_length=1,
        max_length=500,
        pattern=r"^/([^/\\?#\x00-\x1f\x7f]+/)*([^/\\?#\x00-\x1f\x7f]+)?$",
    ),
]
SearchWords = Annotated[
    str,
    Query(
        description="Words to look for",
        min_length=1,
        max_length=100,
        pattern=r"^[^\x00]*[^\s\x00][^\x00]*$",
    ),
]
PublishedPageOrRedirect = Annotated[PublishedPage | Redirect, Field(discriminator="type")]
MOST_MOVED = 500  # what fits into Amplify's rules, with two rules for each old address
PageNumber = Annotated[int, Query(description="Page of results, from 1", ge=1, le=1000)]


def canonical(path: str) -> str:
    """With its closing slash: /about and /about/ are one page."""
    return path if path.endswith("/") else f"{path}/"


def page_key(request: HttpRequest) -> str:
    """With the date: a page may contain the next event."""
    path = request.GET.get("path")
    return f"{localdate()} page {canonical(path)}" if path else "no page"


@api.get(
    "layout/", operation_id="layout", response=Layout, summary="Name, menu and footer of the site"
)
@decorate_view(cached(lambda request: "layout"))
def layout(request: HttpRequest) -> Layout:
    return site_layout.layout()


@api.get(
    "pages/",
    operation_id="page",
    response={200: PublishedPageOrRedirect, 400: Problem, 404: Problem},
    summary="A page by its address, or where it went",
)
@decorate_view(cached(page_key))
def page(request: HttpRequest, path: PagePath) -> Any:
    found = site_pages.find(canonical(path))
    if found is None:
        raise Http404(f"There is no page at {canonical(path)}")
    if isinstance(found, Redirect):
        keep_in_long_tail(request)
        return found
    return structured_data.published(found)


@api.get(
    "site/",
    operation_id="site",
    response=SiteState,
    summary="What the site's HTML is made from: the content version, and old addresses",
)
@decorate_view(cached(lambda request: "site"))
def site(request: HttpRequest) -> SiteState:
    found = PublicSite.load()
    return SiteState(
        content=version.current(),
        moved=redirects.listed(found, MOST_MOVED) if found else [],
    )


@api.get(
    "sheets/{uuid:key}/",
    operation_id="sheet",
    response={200: SheetRows, 404: Problem},
    summary="The rows of a Google Sheet, as they were last read",
)
@decorate_view(cached(lambda request: request.path_info))
def sheet(request: HttpRequest, key: UUID) -> SheetRows:
    found = published_sheets.find(key)
    if found is None:
        raise Http404("There is no such sheet")
    return found


def search_key(request: HttpRequest) -> str:
    return f"search {sorted(request.GET.lists())}"


@api.get(
    "search/",
    operation_id="search",
    response={200: SearchResults, 400: Problem},
    summary="Pages and projects that contain the given words",
)
@decorate_view(cached(search_key, is_long_tail=True))
def search(
    request: HttpRequest, q: SearchWords, page: PageNumber = 1, kind: Kind | None = None
) -> SearchResults:
    return site_search.search(q, page, kind)


def news_key(request: HttpRequest) -> str:
    path, number = request.GET.get("path") or "", request.GET.get("page") or "1"
    return f"news {number} {canonical(path)}"


@api.get(
    "news/",
    operation_id="news",
    response={200: News, 400: Problem, 404: Problem},
    summary="A list of news, page by page",
)
@decorate_view(cached(news_key, is_long_tail=True))
def news(request: HttpRequest, path: PagePath, page: PageNumber = 1) -> News:
    return listing.at(canonical(path), page)


api.add_router("drafts/", drafts)
api.add_router("", catalogue.router)
api.add_router("forms/", forms)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, str(error))


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, str(error))


@api.exception_handler(Throttled)
def throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    return problem(429, f"Too many requests. Try again in {ceil(error.wait or 1)} seconds.")


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors: dict[str, list[str]] = {}
    for fault in error.errors:
        errors.setdefault(str(fault["loc"][-1]), []).append(fault["msg"])
    return problem(400, "The request contains values that are not valid.", errors)


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("The database is not available: %s", error)
    response = problem(503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


@api.exception_handler(Exception)
def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error(
        "%s %s failed", request.method, request.path, exc_info=error, extra={"request": request}
    )
    return problem(500)


@csrf_exempt  # so that an unknown address returns 404 for every method, and not 403
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    return problem(404)


# Finding an operation among all others takes a tenth of the time of a cached response. So the
# operations that each page of the site requests are at the top of the list.
FIRST: Final = ("page", "layout")
urlpatterns: list[URLPattern | URLResolver] = [
    *(
        path(f"api/{one.pattern}", one.callback)
        for one in api.urls[0]
        if isinstance(one, URLPattern) and one.name in FIRST
    ),
    path("api/", api.urls),
    path("api/<path:rest>", nothing),
]
