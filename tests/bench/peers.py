"""Views that a cached page is compared with, below /api/ so that they pass the same middleware."""

from functools import lru_cache
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.cache import cache_page
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField, ModelSerializer, SerializerMethodField
from rest_framework.views import APIView

from api.urls import api
from content.models import HomePage
from core.urls import urlpatterns as site


@lru_cache(1)
def home_page() -> bytes:
    """What the API responds with for the home page."""
    view: Any = next(one.callback for one in api.urls[0] if getattr(one, "name", "") == "page")
    request = RequestFactory().get("/api/pages/", {"path": "/"})
    return bytes(view(request).content)


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse(home_page(), content_type="application/json; charset=utf-8")


class PageSerializer(ModelSerializer):
    canonical = CharField(source="full_url")
    children = SerializerMethodField()
    blocks = SerializerMethodField()

    class Meta:
        model = HomePage
        fields = [
            "title",
            "search_description",
            "canonical",
            "last_published_at",
            "children",
            "blocks",
        ]

    def get_children(self, page: HomePage) -> list[dict[str, str]]:
        return [{"title": child.title, "path": child.url} for child in page.get_children().live()]

    def get_blocks(self, page: HomePage) -> Any:
        return page.body.get_prep_value()


class PageView(APIView):
    """A page by Django REST framework: a serializer, the ORM, nothing kept."""

    authentication_classes = ()
    permission_classes = ()
    renderer_classes = (JSONRenderer,)

    def get(self, request: Request) -> Response:
        return Response(PageSerializer(HomePage.objects.live().get()).data)


# Beside the address of the pages, so that neither is found sooner than the other.
BESIDE: Final = [str(one.pattern) for one in site].index("api/pages/") + 1

urlpatterns: list[URLPattern | URLResolver] = [
    *site[:BESIDE],
    path("api/bench/constant/", constant),
    path("api/bench/cache_page/", cache_page(3600)(constant)),
    path("api/bench/drf/", PageView.as_view()),
    *site[BESIDE:],
]
