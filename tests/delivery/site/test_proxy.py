"""A site at whose own address the API is: Amplify passes requests on to the backend."""

import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import pytest

from delivery.site import rules as site_rules
from tests.delivery.site.conftest import Deploy, get
from tests.services.server import HOST
from tests.standins.amplify import Amplify
from tests.standins.handler import QuietHandler


class Backend(QuietHandler):
    """Sends back what it was asked, or as the request's query wants it."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        wanted = dict(parse_qsl(parts.query))
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        said = f"{self.command} {self.path} {self.headers.get('Origin')} {body.decode()}"
        headers = {"Retry-After": "7", "ETag": '"1"', "Location": "/api/elsewhere/"}
        status = int(wanted.get("status", 200))
        self.reply(
            status, said.encode(), headers if status >= 300 else {"Cache-Control": "no-cache"}
        )

    do_POST = do_GET


@pytest.fixture
def backend() -> Iterator[str]:
    server = ThreadingHTTPServer((HOST, 0), Backend)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://{HOST}:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_the_guides_own_api_is_passed_on_to_the_backend(
    amplify: Amplify, deploy: Deploy, built: Path, backend: str
) -> None:
    url = deploy(api="/api", backend=backend)[0].url
    assert amplify.app["customRules"][0] == {
        "source": "/api/<*>",
        "target": f"{backend}/api/<*>",
        "status": "200",
    }
    assert amplify.app["customRules"][-1] == site_rules.DEEP_LINKS
    assert get(f"{url}/api/pages/?path=%2Fa")[::2] == (200, b"GET /api/pages/?path=%2Fa None ")
    request = urllib.request.Request(  # noqa: S310 (loopback)
        f"{url}/api/forms/3/", b'{"key": 1}', {"Origin": url}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310 (loopback)
        assert response.read().decode() == f'POST /api/forms/3/ {url} {{"key": 1}}'
    status, headers, _ = get(f"{url}/api/forms/3/?status=429")
    assert (status, headers["Retry-After"]) == (429, "7")
    connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
    connection.request("GET", "/api/pages?status=301")
    moved = connection.getresponse()
    connection.close()
    assert (moved.status, moved.headers["Location"]) == (301, "/api/elsewhere/")
    assert get(f"{url}/sitemap.xml")[2] == b"GET /sitemap.xml None "
    assert get(f"{url}/about")[0] == 200, "the site itself is as ever"


def test_a_site_that_passes_its_api_on_still_knows_the_admin(
    amplify: Amplify, deploy: Deploy, backend: str
) -> None:
    index = get(deploy(api="/api", backend=backend)[0].url)[2].decode()
    assert f'<meta name="admin-origin" content="{backend}" />' in index
    assert f"frame-ancestors 'self' {backend}" in amplify.app["customHeaders"]
    assert "admin-origin" not in get(deploy()[0].url)[2].decode()
