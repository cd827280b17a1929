"""The built site as `make run` serves it: compressed where the request takes it."""

import gzip
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory
from pytest_django import Settings
from whitenoise.compress import main as compress

from web.built_site import BuiltSiteMiddleware
from web.site import site

# Django looks at its connections when a response is closed.
pytestmark = pytest.mark.django_db

INDEX = b"<!doctype html>" + b"<p>Innovate to Grow</p>" * 200
SCRIPT = b"const words = 'Innovate to Grow';" * 200


@pytest.fixture
def dist(tmp_path: Path, settings: Settings) -> Path:
    """Made as the Makefile makes it. What `collectstatic` gathers is not in it."""
    (tmp_path / "index.html").write_bytes(INDEX)
    (tmp_path / "app.js").write_bytes(SCRIPT)
    compress(["--quiet", str(tmp_path)])
    (tmp_path / "static").mkdir()
    settings.STATIC_ROOT = str(tmp_path / "static")
    settings.SITE_ROOT = settings.WHITENOISE_ROOT = tmp_path
    settings.WHITENOISE_INDEX_FILE = True
    return tmp_path


def get(path: str, coding: str) -> tuple[str, bytes]:
    """The response's coding and body."""
    request = RequestFactory().get(path, headers={"accept-encoding": coding})
    served: Any = BuiltSiteMiddleware(lambda asked: site(asked, path))(request)
    with closing(served) as response:
        body = b"".join(response)
    assert response.status_code == 200
    assert "Accept-Encoding" in response.headers["Vary"]
    assert int(response.headers["Content-Length"]) == len(body)
    return response.headers.get("Content-Encoding", ""), body


@pytest.mark.parametrize(
    ("path", "content"),
    [("/", INDEX), ("/about/team/", INDEX), ("/app.js", SCRIPT)],
    ids=["home", "deep link", "script"],
)
def test_files_and_deep_links_are_compressed_for_those_who_take_it(
    dist: Path, path: str, content: bytes
) -> None:
    coding, body = get(path, "gzip, deflate, br")
    assert (coding, gzip.decompress(body)) == ("gzip", content)
    assert len(body) < len(content) / 4
    assert get(path, "gzip;q=0") == get(path, "") == ("", content)


def test_make_compresses_what_it_built() -> None:
    makefile = (Path(__file__).parents[2] / "Makefile").read_text()
    recipe = makefile.partition("\nfrontend/dist/index.html:")[2].partition("\n\n")[0]
    assert "run --silent build\n\t@$(BIN)/python -m whitenoise.compress" in recipe
