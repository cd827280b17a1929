"""Bad input gets a 4xx in the one error shape: never a 500, never a stack trace."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from api import search
from web.limits import BODY_BYTES
from web.problems import title_of

pytestmark = pytest.mark.django_db
SHAPE = {"type", "title", "status", "detail", "errors"}


@pytest.mark.parametrize(
    ("address", "status", "field"),
    [
        ("/api/pages/", 400, "path"),
        ("/api/pages/?path=", 400, "path"),
        ("/api/pages/?path=about", 400, "path"),
        ("/api/pages/?path=//evil.example/", 400, "path"),
        ("/api/pages/?path=/a//b/", 400, "path"),
        ("/api/pages/?path=/%00/", 400, "path"),
        ("/api/pages/?path=/a%0d%0ab/", 400, "path"),
        ("/api/pages/?path=/" + "a" * 500, 400, "path"),
        ("/api/pages/?path=/%ff%fe/", 404, None),
        ("/api/pages/?path=/../../etc/passwd", 404, None),
        ("/api/pages/?path=/😀/", 404, None),
        ("/api/pages/?path=/" + "a/" * 200, 404, None),
        ("/api/search/", 400, "q"),
        ("/api/search/?q=", 400, "q"),
        ("/api/search/?q=%20%20", 400, "q"),
        ("/api/search/?q=a%00b", 400, "q"),
        ("/api/search/?q=" + "a" * 101, 400, "q"),
        ("/api/search/?q=a&page=0", 400, "page"),
        ("/api/search/?q=a&page=1001", 400, "page"),
        ("/api/search/?q=a&page=two", 400, "page"),
        ("/api/search/?q=a&page=1e3", 400, "page"),
        ("/api/nothing/here/", 404, None),
        ("/api/", 404, None),
    ],
)
def test_a_bad_address_is_a_problem(
    client: Client, address: str, status: int, field: str | None
) -> None:
    response = client.get(address)
    problem = response.json()
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"  # and no other path's response
    assert set(problem) == SHAPE
    assert problem["status"] == status
    assert list(problem["errors"]) == ([field] if field else [])


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"data": "{not json", "content_type": "application/json"}, 405),
        ({"data": b"\xff\xfe", "content_type": "text/plain"}, 405),
        ({"data": b"x" * (BODY_BYTES + 1), "content_type": "application/json"}, 413),
        ({"data": b"x", "content_type": "application/json", "CONTENT_LENGTH": "many"}, 400),
        ({"data": b"x", "content_type": "application/json", "CONTENT_LENGTH": "²"}, 400),
    ],
    ids=["malformed JSON", "not text", "oversized", "no length", "no decimal length"],
)
@pytest.mark.parametrize("address", ["/api/pages/", "/api/layout/", "/api/search/"])
def test_a_bad_body_is_a_problem(
    client: Client, address: str, options: dict[str, Any], status: int
) -> None:
    response = client.post(address, **options)
    assert response.status_code == status
    assert set(response.json()) == SHAPE
    assert (status == 405) == (response.headers.get("Allow") == "GET")


def test_a_status_has_the_name_that_the_standard_gives_it_with_each_python() -> None:
    """https://www.rfc-editor.org/rfc/rfc9110.html#name-status-code-definitions"""
    named = {status: title_of(status) for status in (400, 404, 413, 414, 416, 422, 503)}
    assert named == {
        400: "Bad Request",
        404: "Not Found",
        413: "Content Too Large",
        414: "URI Too Long",
        416: "Range Not Satisfiable",
        422: "Unprocessable Content",
        503: "Service Unavailable",
    }


@pytest.mark.parametrize("host", ["evil.example", "", "a b", "localhost@evil.example", "[::1"])
def test_an_unknown_host_is_a_problem(client: Client, host: str) -> None:
    response = client.get("/api/layout/", headers={"Host": host})
    assert (response.status_code, set(response.json())) == (400, SHAPE)


def test_a_database_that_is_gone_is_503_and_says_when_to_come_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*args: Any) -> None:
        raise OperationalError("connection to server at 10.0.0.7 failed")

    monkeypatch.setattr(search, "search", gone)
    response = client.get("/api/search/?q=a")
    assert (response.status_code, set(response.json())) == (503, SHAPE)
    assert response.headers["Retry-After"] == "5"
    assert "10.0.0.7" not in response.content.decode()


def test_a_bug_is_a_500_without_a_trace(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError("inner secret")

    monkeypatch.setattr(search, "search", broken)
    response = client.get("/api/search/?q=a")
    assert (response.status_code, set(response.json())) == (500, SHAPE)
    assert "inner secret" not in response.content.decode()
    assert "inner secret" in caplog.text
