"""Requests that no visitor's browser sends, and that somebody sends every day."""

import gzip
import json
from collections.abc import Iterator
from typing import Final

from tests.runtimes.exchange import HOST, ORIGIN, Headers, Request

SITE: Final = "https://www.innovatetogrow.test"
HOME: Final = "/api/pages/?path=%2F"
FORM: Final = "/api/forms/1/"
JSON: Final = ("Content-Type", "application/json")

PATHS: Final = (
    *("/", "//", "///", "/./", "/../", "/.", "/..", "/?", "/%", "/%2", "/%zz/", "/%u0041/"),
    *("/api", "/api/", "/api//layout/", "//api/layout/", "/api/layout", "/api/layout//"),
    *("/api/./layout/", "/api/../api/layout/", "/api/%2e%2e/api/layout/", "/api%2Flayout/"),
    *("/%61pi/layout/", "/API/layout/", "/api/layout/%00", "/api/layout/x", "/api/lay%6Fut/"),
    *("/api/layout/%0d%0aX-Injected:%201", "/%0d%0aSet-Cookie:%20a=1/", "/%0a/", "/%09/", "/%7f/"),
    *("/caf%C3%A9/", "/caf%c3%a9", "/caf%25C3%25A9/", "/%ff%fe/", "/api/%ff/", "/%C3/", "/%F0%9F/"),
    *("/%E2%80%AE/", "/%EF%BB%BF/", "/a%00b/", "/a;b=c/", "/a;b=c", "/a+b/", "/a%20b/", "/a%2Bb/"),
    *("/a:b@c/", "/~/", "/!$&'()*,=/", "/[x]/", "/[", "/{x}/", "/|/", "/^/", "/`/", '/"x"/'),
    *("/<script>/", "/\\evil.example/", "/%5Cevil.example/", "//evil.example/", "//evil.example"),
    *("///evil.example/", "//evil.example/%2e%2e", "/%2f%2fevil.example/", "/%2F%2Fevil.example"),
    *("//evil.example:80/", "//[::1]/", "//user@evil.example/about", "/http://evil.example/"),
    *("/.env", "/.git/config", "/wp-login.php", "/index.html", "/favicon.ico", "/static/x.css"),
    *("/media/x.jpg", "/media/..%2f..%2fetc/passwd", "/admin/..%2f..%2fetc/passwd", "/admin"),
    *("/documents/1/x.pdf", "/documents/0/", "/documents/sign-in/?next=//evil.example/"),
    *("/robots.txt", "/robots.txt/", "/sitemap.xml", "/feed.xml", "/feed.xml?x=1", "/api/docs/"),
    *("/api/schema/", "/livez", "/livez/", "/readyz/", "/health/", "/health/x", "/livez/?x=%ff"),
    *(
        "/api/events/1/",
        "/api/events/01/",
        "/api/events/+1/",
        "/api/events/-1/",
        "/api/events/%31/",
    ),
    *("/api/events/1.0/", "/api/events/%D9%A1/", "/api/events/99999999999999999999/"),
    *("/api/sheets/0/", "/api/sheets/00000000-0000-0000-0000-000000000000/"),
    *("/" + "a" * 500, "/" + "a/" * 400, "/" + "%C3%A9" * 600 + "/", "/" + "a" * 7000 + "/"),
)
QUERIES: Final = (
    *("", "path", "path=", "path=/", "path=%2F", "path=%2Fabout%2F", "path=%2fabout", "path=about"),
    *("path=%2F&path=%2Fabout%2F", "path=%2Fabout%2F&path=", "PATH=%2F", "path[]=%2F", "=%2F"),
    *("&path=%2F", "&&path=%2F&&", "path=%2F;x=1", "path=%252F", "path=%", "path=%2", "path=%zz"),
    *("path=%ff", "path=%C3", "path=%00", "path=%2F%00", "path=%0d%0a", "path=//", "path=/../"),
    *(
        "path=/%C3%A9/",
        "path=/é/",
        "path=/%F0%9F%9A%80/",
        "path=/🚀/",
        "path=/a+b/",
        "path=/a%20b/",
    ),
    *("path=/&x=" + "y" * 3000, "path=/" + "a" * 499, "path=/" + "a" * 500, "?path=/", "path=?"),
    *("path=%2F&" + "&".join(f"p{number}=1" for number in range(300)), "path=/&path=/&path=/"),
    *("path=/\\evil.example/", "path=//evil.example/", "path=/%23", "path=/%3F", "path==/"),
)
SEARCHES: Final = (
    *("q=robot", "q=", "q", "q=%20", "q=+", "q=a+b", "q=a%2Bb", "q=robot&page=2", "q=robot&page=0"),
    *("q=robot&page=1&page=2", "q=robot&page=", "q=robot&page=1e3", "q=robot&page=%D9%A1"),
    *("q=%00", "q=%ff", "q=%E2%80%8B", "q=caf%C3%A9", "q=café", "q='%20OR%201=1--", "q=%25"),
    *("q=" + "a" * 100, "q=" + "a" * 101, "q=" + "%C3%A9" * 100, "q=<script>", "q=robot&q=solar"),
)
METHODS: Final = ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
ADDRESSES: Final = (
    *("/", "/about/", "/nothing/", "/api/layout/", HOME, FORM, "/api/nothing/", "/livez/"),
    *("/robots.txt", "/admin/login/", "/admin/", "/api/drafts/", "/sitemap.xml", "/documents/1/x/"),
)
HEADERS: Final[tuple[Headers, ...]] = (
    *([("Accept", value)] for value in ("*/*", "text/html", "application/xml;q=0", "x", "", ",,")),
    *(
        [("Accept-Encoding", value)]
        for value in ("gzip", "gzip, br", "br", "identity", "GZIP", "*")
    ),
    *([("Accept-Encoding", value)] for value in ("gzip;q=0", "gzip;q=0.5", "xgzip", "", ",")),
    *([("Accept-Language", value)] for value in ("de", "en-US,en;q=0.5", "x" * 300, "*")),
    *([("Authorization", value)] for value in ("Basic", "Basic YTpi", "Bearer x", "\u00e9", "")),
    *([("Range", f"bytes={value}")] for value in ("0-10", "0-", "-5", "5-1", "0-1,3-4", "x", "")),
    *([("If-None-Match", value)] for value in ("*", '"x"', 'W/"x"', "x", '"a", W/"b"', "", '"')),
    *([("If-Match", value)] for value in ("*", '"x"', "x")),
    [("If-Modified-Since", "Sun, 29 Nov 2026 10:00:00 GMT")],
    [("If-Modified-Since", "yesterday")],
    [("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT")],
    [("If-Range", '"x"'), ("Range", "bytes=0-1")],
    *([("Origin", value)] for value in (SITE, ORIGIN, "null", "https://evil.example", "", "x")),
    *(
        [("Origin", value)]
        for value in (f"{SITE}/", SITE.upper(), f"{SITE}:443", f"{SITE}, {SITE}")
    ),
    *([("Referer", value)] for value in ("https://evil.example/", "x", "")),
    *([("Cookie", value)] for value in ("a", "a=b;c", "=x", ";", "a=b; a=c", 'a="b; c"', "a=é")),
    *(
        [("Cookie", value)]
        for value in ("sessionid=x", "csrftoken=x", "sessionid=", "a=1;b=2;;", "")
    ),
    [("Cookie", 'sessionid="abcdefghij\\000"')],
    [("Cookie", "a=1"), ("Cookie", "b=2")],
    [("Cookie", "a=" + "b" * 4000)],
    [("Cookie", "; ".join(f"c{number}=1" for number in range(300)))],
    [("X-Forwarded-Host", "evil.example")],
    [("X-Forwarded-Proto", "http")],
    [("X-Forwarded-For", "198.51.100.1")],
    [("X-Forwarded-For", "x, y, ::1")],
    [("X_Forwarded_Proto", "http")],
    [("X-HTTP-Method-Override", "DELETE")],
    [("X-Original-URL", "/admin/"), ("X-Rewrite-URL", "/admin/")],
    [("X-CSRFToken", "x"), ("X-Requested-With", "XMLHttpRequest")],
    [("User-Agent", "")],
    [("User-Agent", "é" * 20)],
    [("Content-Type", "application/json")],
    [("Content-Type", "")],
    [("Connection", "close")],
    [("Upgrade", "h2c"), ("Connection", "Upgrade, HTTP2-Settings")],
    [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Key", "eA==")],
    [("Forwarded", "for=198.51.100.1;proto=http;host=evil.example")],
    [("Proxy", "http://evil.example/"), ("Via", "1.1 proxy"), ("Max-Forwards", "0")],
    [("Accept", "text/html"), ("Accept", "application/json")],
    [("Origin", SITE), ("Origin", SITE)],
    [("X-Long", "x" * 8000)],
    [("X-Long", "x" * 9000)],
    [(f"X-Many-{number}", "x") for number in range(80)],
    [(f"X-Many-{number}", "x") for number in range(110)],
)
HOSTS: Final = (
    *(
        HOST.upper(),
        f"{HOST}:443",
        f"{HOST}:8000",
        f"{HOST}:",
        f"{HOST}.",
        f"{HOST}:x",
        f"{HOST}:0443",
    ),
    *("evil.example", "", "127.0.0.1", "[::1]", "[::1]:80", "a:b:c", "é.example", f"x.{HOST}"),
    *(f"{HOST},evil.example", f"{HOST}/x", f"user@{HOST}", "a_b", "..", "[", f"{HOST}:99999"),
)
WANTED: Final = json.dumps({"token": "x"}).encode()
BODIES: Final = (
    *(
        b"",
        b" ",
        b"{}",
        b"[]",
        b"null",
        b"1",
        b'"x"',
        b"{",
        b"{}x",
        b'{"key": NaN}',
        b'{"a":1,"a":2}',
    ),
    *(WANTED, b'{"token": ""}', b'{"token": 1}', b'{"token": null}', b'{"token": "\\ud800"}'),
    *('{"token": "é"}'.encode(), b'{"token": "\xe9"}', '{"token": "é"}'.encode("utf-16")),
    *(b"\xef\xbb\xbf" + WANTED, b'{"token": "\\u0000"}', b"\0", bytes(range(256)), b"a=1&b=2"),
    *(b"[" * 3000, b'{"token": ' + b"9" * 5000 + b"}", gzip.compress(WANTED, mtime=0)),
    *(b'{"token": "' + b"x" * 300 + b'"}', b"x" * (1024 * 1024), b"x" * (1024 * 1024 + 1)),
)
CONTENT_TYPES: Final = (
    *(
        "",
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=latin-1",
    ),
    *("APPLICATION/JSON", "application/json, text/plain", "text/plain", "application/problem+json"),
    *("application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary="),
    *("multipart/form-data; boundary=x", "application/json; charset=nonsense", "x", ";", "é/é"),
)


def requests() -> Iterator[Request]:
    yield from (Request("GET", path) for path in PATHS)
    yield from (Request("GET", f"/api/pages/?{query}") for query in QUERIES)
    yield from (Request("GET", f"/api/search/?{query}") for query in SEARCHES)
    yield from (Request(method, target) for target in ADDRESSES for method in METHODS)
    yield from (Request("GET", HOME, headers) for headers in HEADERS)
    yield from (Request("GET", "/about", headers) for headers in HEADERS)
    yield from (
        Request("GET", "/admin/", headers) for headers in HEADERS if headers[0][0] == "Cookie"
    )
    yield from (Request("GET", "/about", host=host) for host in HOSTS)
    yield from (Request("GET", HOME, host=host) for host in HOSTS)
    yield from bodies()
    yield from preflights()


def bodies() -> Iterator[Request]:
    yield from (Request("POST", "/api/drafts/", [JSON], body) for body in BODIES)
    yield from (Request("POST", FORM, [JSON], body) for body in BODIES)
    yield from (
        Request("POST", target, [("Content-Type", kind)], WANTED)
        for target in ("/api/drafts/", FORM, "/admin/login/")
        for kind in CONTENT_TYPES
    )
    for body in (b"", WANTED, b"x" * 3000, b"x" * (1024 * 1024 + 1)):
        yield Request("POST", "/api/drafts/", [JSON], body, chunked=True)
        yield Request("POST", "/admin/login/", [JSON], body, chunked=True)
    for method in ("GET", "HEAD", "DELETE", "OPTIONS", "PUT"):
        yield Request(method, HOME, [JSON], WANTED)
        yield Request(method, HOME, [JSON], WANTED, chunked=True)
    yield Request(
        "POST", "/api/drafts/", [JSON, ("Content-Encoding", "gzip")], gzip.compress(WANTED)
    )
    yield Request("POST", "/api/drafts/", [JSON, ("Expect", "100-continue")], WANTED)


def preflights() -> Iterator[Request]:
    for origin in (SITE, "https://evil.example", "null"):
        for method in ("GET", "POST", "DELETE", "x"):
            asked = [("Origin", origin), ("Access-Control-Request-Method", method)]
            yield Request("OPTIONS", HOME, asked)
            yield Request(
                "OPTIONS", FORM, [*asked, ("Access-Control-Request-Headers", "content-type, x-y")]
            )
