"""Every address of the backend."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.urls.resolvers import RoutePattern
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail.documents import urls as wagtaildocs_urls

from api.cached import cached
from api.sitemap import sitemap
from api.urls import urlpatterns as api_urls
from content.sitemap import address, robots
from news.feed import feed
from web.site import site


def of_host(name: str) -> Callable[[HttpRequest], str]:
    """Its key: a wildcard in ALLOWED_HOSTS allows any number of hosts."""
    return lambda request: f"{name} {request.get_host()}"


def when_asked(prefix: str, urlconf: str) -> URLResolver:
    """Addresses that are imported once a request has that prefix, or one of them is reversed.

    `include` imports them at once. Wagtail's admin is a sixth of what a start on Lambda takes, and
    no visitor needs it. Gunicorn reverses one of its addresses before it forks.
    """
    return URLResolver(RoutePattern(prefix), urlconf)


handler500 = "web.failures.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    *api_urls,
    when_asked("admin/password_reset/", "staff.password_reset"),  # in place of Wagtail's
    when_asked("admin/", "wagtail.admin.urls"),
    path("django-admin/", admin.site.urls),
    # Where Wagtail sends who asks for a private document: staff sign in at one place.
    path(
        "documents/sign-in/",
        RedirectView.as_view(pattern_name="wagtailadmin_login", query_string=True),
        name="wagtailcore_login",
    ),
    path("documents/", include(wagtaildocs_urls)),
    path("sitemap.xml", cached(lambda request: f"sitemap of {address(request)}")(sitemap)),
    path("feed.xml", cached(of_host("feed"), is_long_tail=True)(feed)),
    path("robots.txt", robots),
]

if settings.MEDIA_URL.startswith("/"):  # on S3 the CDN serves them
    urlpatterns.append(
        re_path(r"^media/(?P<path>.+)$", serve, {"document_root": settings.MEDIA_ROOT})
    )

# Wagtail builds page addresses by reversing this name.
urlpatterns.append(re_path(r"^((?:[\w\-]+/)*)$", site, name="wagtail_serve"))
