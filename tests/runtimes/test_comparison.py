"""What is told of two responses that differ, and what is not."""

from dataclasses import replace

import pytest

from tests.runtimes.comparison import Comparison
from tests.runtimes.exchange import Request, Response
from tests.runtimes.gunicorn import on_the_wire

REQUEST = Request("GET", "/api/pages/?path=%2F", [("Accept", "text/html")])
HEADERS = [("content-type", "text/plain"), ("content-length", "5"), ("x-frame-options", "DENY")]
GUNICORN = Response(200, [("server", "gunicorn"), ("date", "now"), *HEADERS], b"hello")
LAMBDA = Response(200, [*HEADERS, ("x-robots-tag", "noindex")], b"hello")


def compared(gunicorn: Response, function: Response, request: Request = REQUEST) -> Comparison:
    comparison = Comparison()
    comparison.add(request, gunicorn, function)
    return comparison


def test_written_differences_are_none() -> None:
    assert compared(GUNICORN, LAMBDA).unwritten == []


@pytest.mark.parametrize(
    ("other", "field"),
    [
        (replace(LAMBDA, status=404), "status"),
        (replace(LAMBDA, body=b"hellO"), "body"),
        (replace(LAMBDA, body=b"hello "), "body"),
        (replace(LAMBDA, headers=[*LAMBDA.headers, ("etag", '"1"')]), "etag"),
        (replace(LAMBDA, headers=[*LAMBDA.headers, ("date", "then")]), "date"),
        (replace(LAMBDA, headers=LAMBDA.headers[1:]), "content-type"),
        (replace(LAMBDA, headers=[*LAMBDA.headers, ("set-cookie", "a=1")]), "set-cookie"),
    ],
)
def test_any_other_difference_is_found(other: Response, field: str) -> None:
    found = [found.field for found in compared(GUNICORN, other).unwritten]
    assert field in found


def test_a_difference_is_told_with_its_request_and_both_values() -> None:
    comparison = compared(
        replace(GUNICORN, headers=[], body=b"x" * 300 + b"one"),
        replace(LAMBDA, headers=[], body=b"x" * 300 + b"two"),
    )
    lines = str(comparison).splitlines()
    assert lines[0] == "1 differences in 1 requests"
    assert "request   GET /api/pages/?path=%2F | Accept: text/html" in lines
    assert "field     body" in lines
    assert f"Gunicorn  …'{'x' * 40}one'" in lines
    assert f"Lambda    …'{'x' * 40}two'" in lines


def test_beside_what_only_a_preview_has_the_first_other_difference_is_shown() -> None:
    badge = b'<aside aria-label="Preview">#1</aside>'
    gunicorn = replace(GUNICORN, body=b"<p>one</p> <b>x</b>")
    same = replace(LAMBDA, body=b"<p>one</p> " + badge + b" <b>x</b>")
    assert compared(gunicorn, same).unwritten == []
    (found,) = compared(gunicorn, replace(same, body=same.body.replace(b"x", b"y"))).unwritten
    assert str(found).splitlines()[-2:] == [
        "Gunicorn  '<p>one</p> <b>x</b>'",
        "Lambda    '<p>one</p> <b>y</b>'",
    ]


def test_the_minute_of_an_entry_in_the_admin_is_left_out() -> None:
    def page(minute: int) -> Response:
        moment = f'data-w-tooltip-content-value="Nov. 30, 2026, 2:{minute:02} a.m."'
        words = f'<button class="w-human-readable-date" data-controller="w-tooltip" {moment}>'
        return Response(200, [], words.encode())

    request = Request("GET", "/admin/reports/site-history/")
    assert compared(page(3), page(4), request).unwritten == []
    assert compared(page(3), page(4)).unwritten != []


def test_random_texts_are_left_out_and_no_more() -> None:
    def cookie(token: str, path: str) -> Response:
        return Response(200, [("set-cookie", f"csrftoken={token * 32}; Path={path}")], b"")

    assert compared(cookie("a", "/"), cookie("b", "/")).unwritten == []
    assert compared(cookie("a", "/"), cookie("b", "/x")).unwritten != []


def test_a_chunked_body_is_sent_in_chunks() -> None:
    sent = on_the_wire(Request("POST", "/", body=b"hello", chunked=True))
    assert sent.endswith(b"\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n")
    assert b"Content-Length" not in sent
