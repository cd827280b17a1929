"""What asks to be admitted before it begins, and what nobody may keep waiting."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from api.urls import api
from operations.logs import AccessLogMiddleware
from web.admission import ADMIT, POSTPONED, Work, by_itself

pytestmark = pytest.mark.django_db
UUID = "00000000-0000-0000-0000-000000000000"
FILLED = {"form": 1, "key": UUID, "talk": UUID}
QUERIES = {"page": "path=/", "news": "path=/", "search": "q=robot"}
AT_HAND = ["/livez/", "/health/", "/readyz/"]
PAGES = ["/admin/login/", "/admin/", "/documents/1/x.pdf", "/feed.xml", "/sitemap.xml", "/nothing/"]
PAGES += ["/api/schema/", "/api/docs/", "/django-admin/login/"]


class Door:
    def __init__(self, *, is_open: bool) -> None:
        self.is_open = is_open
        self.asked: list[Work] = []

    def __call__(self, work: Work) -> bool:
        self.asked.append(work)
        return self.is_open


def operations() -> list[tuple[str, str, str]]:
    document = api.get_openapi_schema(path_prefix="/api/")
    return [
        (method, path, operation["operationId"])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def asks(client: Client, method: str, address: str, door: Door) -> Any:
    extra: Any = {ADMIT: door}
    return client.generic(method.upper(), address, "{}", "application/json", **extra)


@pytest.mark.parametrize(("method", "path", "name"), operations())
def test_every_operation_of_the_api_asks_when_its_response_is_not_cached(
    client: Client, method: str, path: str, name: str
) -> None:
    address = path.replace("uuid:", "").replace("int:", "").format(**FILLED)
    door = Door(is_open=False)
    response = asks(client, method, f"{address}?{QUERIES.get(name, '')}", door)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert set(door.asked) <= {Work.PUBLIC, Work.OTHER}


@pytest.mark.parametrize("address", PAGES)
def test_every_page_asks(client: Client, address: str) -> None:
    door = Door(is_open=False)
    response = asks(client, "get", address, door)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert door.asked


@pytest.mark.parametrize("address", AT_HAND)
def test_health_asks_nobody(client: Client, address: str) -> None:
    door = Door(is_open=False)
    assert asks(client, "get", address, door).status_code == 200
    assert door.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "/api/layout/",
        "/api/pages/?path=/",
        "/api/search/?q=robot",
        "/api/projects/?q=a",
        "/feed.xml",
    ],
)
def test_what_is_cached_asks_nobody(client: Client, address: str) -> None:
    first, again = Door(is_open=True), Door(is_open=False)
    assert asks(client, "get", address, first).status_code == 200
    assert asks(client, "get", address, again).status_code == 200
    assert (set(first.asked), again.asked) == ({Work.PUBLIC}, [])


def test_only_views_that_ask_for_themselves_are_passed_by() -> None:
    """Whatever is added later asks, if nobody says otherwise."""
    passed = [name for name, view in views(get_resolver()) if hasattr(view, "admits_by_itself")]
    assert sorted(passed) == ["feed.xml", "sitemap.xml"]


def views(resolver: URLResolver, above: str = "") -> list[tuple[str, Any]]:
    found = []
    for pattern in resolver.url_patterns:
        name = f"{above}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            found.append((name, pattern.callback))
        else:
            found += views(pattern, name)
    return found


def test_a_request_that_will_be_tried_again_has_no_access_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def serve(request: Any) -> HttpResponse:
        return HttpResponse(status=503)

    request = RequestFactory().get("/")
    AccessLogMiddleware(serve)(request)
    request.META[POSTPONED] = True
    AccessLogMiddleware(serve)(request)
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["status"] for line in lines] == [503]


def test_a_mark_does_not_change_a_view() -> None:
    def view() -> int:
        return 3

    assert by_itself(view)() == 3
