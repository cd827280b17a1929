"""Codings, validators and ranges: Werkzeug's parsers are the judge of what a request takes."""

import gzip
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from pytest_django import Settings
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_range_header

from web import negotiation
from web.built_site import BuiltSiteMiddleware

pytestmark = pytest.mark.django_db
CONTENT = b"0123456789" * 200
WEIGHTS = ("", ";q=0", ";q=0.000", "; Q=0.5", ";q=1.0")
HEADERS = [
    *(
        "",
        "gzip",
        "identity",
        "*",
        "br",
        "GZIP",
        "x-gzip",
        "deflate, gzip;q=1.0, *;q=0.5",
        " , gzip",
    ),
    *("gzip;q=0, gzip", "br, gzip;q=0", "compress;q=0.5, gzip;q=1.0", "gzipped", "not-gzip"),
    *(f"gzip{one},identity{two}" for one, two in product(WEIGHTS, WEIGHTS)),
    *(f"gzip{one}, *{two}" for one, two in product(WEIGHTS, WEIGHTS)),
    *(f"identity{one}, *{two}" for one, two in product(WEIGHTS, WEIGHTS)),
]


def judged(header: str) -> tuple[float, float]:
    """Weights of gzip and of identity, which is taken unless it is refused (RFC 9110, 12.5.3)."""
    accepted = parse_accept_header(header.lower().replace("x-gzip", "gzip"), Accept)
    named = [name for name, _ in accepted]
    known = "identity" in named or "*" in named
    return accepted["gzip"], accepted["identity"] if known else 1.0


@pytest.mark.parametrize("path", ["/api/layout/", "/sitemap.xml", "/feed.xml"])
def test_the_api_sends_what_is_taken(client: Client, path: str) -> None:
    plain = client.get(path)
    assert "Content-Encoding" not in plain.headers
    for header in HEADERS:
        response = client.get(path, headers={"Accept-Encoding": header})
        zipped, identity = judged(header)
        assert response.headers["Vary"].lower().find("accept-encoding") >= 0
        if response.status_code == 406:
            assert (zipped, identity) == (0, 0), header
        elif response.headers.get("Content-Encoding") == "gzip":
            assert zipped > 0, header
            assert gzip.decompress(response.content) == plain.content
        else:
            assert identity > 0, header
            assert response.content == plain.content


def test_weights_are_those_of_werkzeug() -> None:
    for header in HEADERS:
        accepted = negotiation.parse(header)
        found = (negotiation.weight(accepted, "gzip"), negotiation.weight(accepted, "identity"))
        assert found == judged(header), header


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-None-Match": "{etag}"}, 304),
        ({"If-None-Match": "{strong}"}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"a", W/"b,c", {etag}'}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-None-Match": "not quoted"}, 200),
        ({"If-None-Match": '"other"', "If-Modified-Since": "Sun, 29 Nov 2099 00:00:00 GMT"}, 200),
        ({"If-Modified-Since": "Sun, 29 Nov 2099 00:00:00 GMT"}, 200),
        ({"If-Unmodified-Since": "Sun, 29 Nov 2009 00:00:00 GMT"}, 200),
        ({"If-Match": "*"}, 200),
        ({"If-Match": "{etag}"}, 412),  # a weak tag is never the same by the strong comparison
        ({"If-Match": '"other"'}, 412),
        ({"Range": "bytes=0-9"}, 200),
    ],
)
def test_the_api_knows_its_tag(client: Client, headers: dict[str, str], status: int) -> None:
    for path in ("/api/layout/", "/sitemap.xml", "/feed.xml"):
        etag = client.get(path).headers["ETag"]
        filled: dict[str, Any] = {
            name: value.format(etag=etag, strong=etag.removeprefix("W/"))
            for name, value in headers.items()
        }
        response = client.get(path, headers=filled)
        assert response.status_code == status, path
        if status == 304:
            assert (response.content, response.headers["ETag"]) == (b"", etag)


@pytest.fixture
def file(tmp_path: Path, settings: Settings) -> Path:
    settings.WHITENOISE_ROOT = tmp_path
    settings.WHITENOISE_AUTOREFRESH = True
    found = tmp_path / "a.txt"
    found.write_bytes(CONTENT)
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(CONTENT))
    return found


def served(**headers: str) -> tuple[HttpResponseBase, bytes]:
    middleware = BuiltSiteMiddleware(lambda request: None)
    response: Any = middleware(RequestFactory().get("/a.txt", headers=headers))
    body = b"".join(response)
    response.close()
    return response, body


def test_a_file_is_sent_in_a_coding_that_is_taken(file: Path) -> None:
    for header in HEADERS:
        response, body = served(**{"Accept-Encoding": header})
        zipped, identity = judged(header)
        if response.status_code == 406:
            assert (zipped, identity) == (0, 0), header
        elif response.headers.get("Content-Encoding") == "gzip":
            assert zipped > 0, header
            assert gzip.decompress(body) == CONTENT
        else:
            assert identity > 0, header
            assert body == CONTENT


@pytest.mark.parametrize(
    "asked",
    [
        *("bytes=0-0", "bytes=0-9", "bytes=5-", "bytes=-5", "bytes=-1", "bytes=1999-", "bytes=0-"),
        *(
            "bytes=10-99999",
            "BYTES=0-1",
            "bytes=2000-",
            "bytes=9999-10000",
            "bytes=-0",
        ),
        *(
            "bytes=5-2",
            "bytes=a-b",
            "bytes=",
            "bytes=-",
            "lines=0-1",
            "0-1",
            "bytes=0-1,5-6",
            "bytes=\u0661-\u0662",
        ),
    ],
)
def test_a_range_of_a_file_is_that_range(file: Path, asked: str) -> None:
    response, body = served(Range=asked)
    found = parse_range_header(asked.lower()) if asked.isascii() else None
    ranges = found.ranges if found and found.units == "bytes" else []
    if response.status_code == 206:
        first, last = found.range_for_length(len(CONTENT))  # type: ignore[union-attr, misc]
        assert body == CONTENT[first:last]
        assert response.headers["Content-Range"] == f"bytes {first}-{last - 1}/{len(CONTENT)}"
        assert response.headers["Content-Length"] == str(last - first)
    elif response.status_code == 416:
        assert found is None or found.range_for_length(len(CONTENT)) is None
        assert response.headers["Content-Range"] == f"bytes */{len(CONTENT)}"
    else:
        assert len(ranges) != 1
        assert (response.status_code, body) == (200, CONTENT)


def test_a_suffix_longer_than_the_file_is_all_of_it(file: Path) -> None:
    """Where Werkzeug finds nothing; RFC 9110, 14.1.2."""
    response, body = served(Range="bytes=-9999")
    assert (response.status_code, body) == (206, CONTENT)


def test_conditions_of_a_file(file: Path) -> None:
    response, _ = served()
    etag, date = response.headers["ETag"], response.headers["Last-Modified"]
    old = "Thu, 01 Jan 2009 00:00:00 GMT"
    for headers, status in (
        ({"If-None-Match": etag}, 304),
        ({"If-None-Match": f'"a", W/{etag}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"a"', "If-Modified-Since": date}, 200),
        ({"If-Modified-Since": date}, 304),
        ({"If-Modified-Since": old}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-Unmodified-Since": old}, 412),
        ({"If-Match": '"a"'}, 412),
        ({"If-Match": etag}, 200),
        ({"Range": "bytes=0-1", "If-Range": etag}, 206),
        ({"Range": "bytes=0-1", "If-Range": f"W/{etag}"}, 200),
        ({"Range": "bytes=0-1", "If-Range": '"a"'}, 200),
        ({"Range": "bytes=0-1", "If-Range": date}, 206),
        ({"Range": "bytes=0-1", "If-Range": old}, 200),
    ):
        assert served(**headers)[0].status_code == status, headers
