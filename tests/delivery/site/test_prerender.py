"""Published pages in the built site: safe whatever they say, and never in a deployment's way."""

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from delivery.site import prerender as prerendering
from delivery.site import rules as site_rules
from delivery.site.prerender import prerender
from delivery.site.published import MovedAddress
from tests.delivery import sites
from tests.standins.handler import QuietHandler

SITE = "https://www.innovatetogrow.test"
HOSTILE = "</title></script><script>alert(1)</script>\"'><!-- & $& $1"
LAYOUT: dict[str, Any] = {
    "site_name": HOSTILE,
    "tagline": "",
    "menu": [],
    "footer": {"text": HOSTILE, "columns": [], "social": [], "legal": ""},
}


def page(path: str, title: str, body: list[Any]) -> dict[str, Any]:
    seo = {"title": title, "description": title, "canonical": path, "image": None}
    return {"type": "page", "path": path, "title": title, "seo": seo, "breadcrumbs": []} | {
        "children": [],
        "updated": "2026-11-12T10:00:00Z",
        "body": body,
    }


def block(kind: str, **value: Any) -> dict[str, Any]:
    return {"id": "00000000-0000-4000-8000-000000000001", "type": kind, "value": value}


PAGES = {
    "/": page("/", "Home", [block("rich_text", html="<p>Welcome.</p>")]),
    "/hostile/": page("/hostile/", HOSTILE, [block("table", caption=HOSTILE, columns=[HOSTILE])]),
    "/café/": page("/café/", "Café", []),
    "/moved/": {"type": "redirect", "location": "/", "permanent": True},
    "/all/fall-2026-cap-104/": page(
        "/all/fall-2026-cap-104/",
        "Thermal drone",
        [
            block(
                "project",
                semester="Fall 2026",
                semester_slug="fall-2026",
                class_name="Capstone",
                team="CAP-104",
                organisation="Quail Hollow Orchards",
                industry="",
                abstract="Thirsty trees look healthy.",
                students=["Zoë Villaseñor"],
                presentations=[],
                catalogue="/all/",
            )
        ],
    ),
}
PAGES["/hostile/"]["body"][0]["value"] |= {"rows": [[HOSTILE]], "row_headers": False}


class Api(QuietHandler):
    """An API that says what is above, and fails at /broken/. ``asked`` grows with each request."""

    asked: list[str] = []

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.asked.append(unquote(self.path))
        if parts.path == "/sitemap.xml":
            rows = "".join(f"<url><loc>{SITE}{path}</loc></url>" for path in [*PAGES, "/broken/"])
            return self.reply(200, f"<urlset>{rows}</urlset>".encode(), {})
        if parts.path == "/api/layout/":
            return self.reply(200, json.dumps(LAYOUT).encode(), {"ETag": 'W/"1"'})
        path = parse_qs(parts.query).get("path", [""])[0]
        found = PAGES.get(path)
        body = json.dumps(found).encode()
        etag = f'W/"{hashlib.sha256(body).hexdigest()}"'
        if self.headers.get("If-None-Match") == etag:
            return self.reply(304, b"", {"ETag": etag})
        return self.reply(200 if found else 500, body, {"ETag": etag})


def serve(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/api"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    yield from serve(Api)


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return []


@pytest.fixture(scope="module")
def plain(api: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site for this API. Its address is in index.html only, so one build serves all."""
    with sites.built("https://api.innovatetogrow.test/api") as built:
        dist = Path(shutil.copytree(built, tmp_path_factory.mktemp("site") / "plain"))
    page = (dist / "index.html").read_text()
    (dist / "index.html").write_text(site_rules.asking(api, page))
    return dist


@pytest.fixture(scope="module")
def dist(plain: Path, api: str, lines: list[str]) -> Path:
    built = Path(shutil.copytree(plain, plain.parent / "dist"))
    prerender(built, api, SITE, lines.append)
    return built


def test_pages_get_a_document_each_and_the_plain_one_is_kept(dist: Path, lines: list[str]) -> None:
    documents = {str(file.parent.relative_to(dist)) for file in dist.rglob("index.html")}
    rendered = {".", "hostile", "café", "all/fall-2026-cap-104"}
    assert documents == rendered | {"broken", "moved"}
    shell = (dist / "shell.html").read_text()
    for name in ("broken", "moved"):
        assert (dist / name / "index.html").read_text() == shell, "known, so Amplify finds a file"
    assert "<p>Welcome.</p>" in (dist / "index.html").read_text()
    assert "skeleton" in (dist / "shell.html").read_text()
    (line,) = lines
    assert line.startswith("Site: 4 pages pre-rendered; left to the browser: /broken/ (")


def test_again_only_what_changed_is_rendered_and_what_is_withdrawn_is_gone(
    dist: Path, api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = Path(shutil.copytree(dist, tmp_path / "again"))
    home = (again / "index.html").read_bytes()
    changed = page("/café/", "Café", [block("rich_text", html="<p>Open now.</p>")])
    others = {path: found for path, found in PAGES.items() if path != "/hostile/"}
    monkeypatch.setattr(sys.modules[__name__], "PAGES", others | {"/café/": changed})
    said = prerendering.render_pages(again, api, SITE)
    assert said.startswith("1 pages pre-rendered; 2 unchanged; 1 removed; left to the browser: /b")
    assert not (again / "hostile" / "index.html").exists()
    assert "<p>Open now.</p>" in (again / "café/index.html").read_text()
    assert (again / "index.html").read_bytes() == home
    assert parsed(again / "all/fall-2026-cap-104/index.html").title


def test_a_project_has_its_title_description_and_text(dist: Path) -> None:
    document = parsed(dist / "all/fall-2026-cap-104/index.html")
    assert document.title
    assert document.title.text.startswith("Thermal drone")
    meta = {
        str(meta.get("name") or meta.get("property")): meta["content"]
        for meta in document.find_all("meta")
        if meta.has_attr("content")
    }
    assert meta["description"] == "Thermal drone"
    assert meta["og:title"] == "Thermal drone"
    content = document.select_one("main")
    assert content
    assert "Thirsty trees look healthy." in content.text
    assert "Quail Hollow Orchards" in content.text


@pytest.mark.parametrize(
    ("bound", "asked"),
    [
        (
            {"MOST_PAGES": 3},
            ["/api/layout/", *(f"/api/pages/?path={path}" for path in list(PAGES)[:3])],
        ),
        ({"RENDER_SECONDS": 0}, ["/api/layout/"]),
    ],
    ids=["pages", "seconds"],
)
def test_what_is_over_a_bound_is_not_asked_for_and_said(
    plain: Path,
    api: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    bound: dict[str, int],
    asked: list[str],
) -> None:
    built = Path(shutil.copytree(plain, tmp_path / "dist"))
    for name, most in bound.items():
        monkeypatch.setattr(prerendering, name, most)
    lines: list[str] = []
    Api.asked.clear()
    prerender(built, api, SITE, lines.append)
    assert sorted(Api.asked) == sorted(["/sitemap.xml", *asked])
    count = len(asked) - 1
    assert lines == [
        f"Site: {count} pages pre-rendered; "
        f"left to the browser: the last {len(PAGES) + 1 - count} addresses of the sitemap"
    ]


def test_hostile_words_stay_words(dist: Path) -> None:
    document = parsed(dist / "hostile/index.html")
    assert len(document.find_all("script")) == 3, "early requests, the application, the seed"
    title, heading = document.find_all(["title", "h1"])
    assert heading.text == HOSTILE
    assert title.text.startswith(HOSTILE)
    (seed,) = document.find_all("script", id="seed")
    assert HOSTILE in {document.get("title") for document in json.loads(seed.text).values()}


def test_every_document_holds_the_inline_script_that_the_policy_allows(dist: Path) -> None:
    shell = inline_scripts(dist / "shell.html")
    assert len(shell) == 1
    for document in dist.rglob("*.html"):
        assert inline_scripts(document) == shell, document
    policy = site_rules.policy((dist / "shell.html").read_text(), "https://api.test/api")
    assert site_rules.digest(shell[0]) in policy


def parsed(document: Path) -> BeautifulSoup:
    return BeautifulSoup(document.read_text(), "html.parser")


def inline_scripts(document: Path) -> list[str]:
    return [
        script.text
        for script in parsed(document).find_all("script")
        if not script.has_attr("src") and not script.has_attr("type")
    ]


@pytest.mark.parametrize("api", ["http://127.0.0.1:9/api", "https://api.innovatetogrow.test/api"])
def test_without_its_api_the_site_is_plain_and_that_is_said(tmp_path: Path, api: str) -> None:
    (tmp_path / "index.html").write_text("plain")
    lines: list[str] = []
    prerender(tmp_path, api, SITE, lines.append)
    assert (tmp_path / "shell.html").read_text() == "plain"
    assert (tmp_path / "index.html").read_text() == "plain"
    (line,) = lines
    assert line.startswith("Site: no page is pre-rendered, visitors get the plain site.")


def test_what_is_rewritten_comes_from_the_api_before_the_application() -> None:
    rules = site_rules.rewrites("https://api.innovatetogrow.test/api")
    assert [rule["target"] for rule in rules] == [
        "https://api.innovatetogrow.test/sitemap.xml",
        "https://api.innovatetogrow.test/robots.txt",
        "https://api.innovatetogrow.test/feed.xml",
        "/shell.html",
    ]
    assert site_rules.rewrites("") == rules[-1:]


def test_an_old_address_is_redirected_and_an_unknown_one_is_told_apart() -> None:
    moved = [
        MovedAddress("/old/", "/new/?a=1#b", True),
        MovedAddress("/café/", "https://elsewhere.test/ü", False),
    ]
    rules = site_rules.rewrites("", redirects=site_rules.redirects(moved), rendered=True)
    assert [tuple(rule.values()) for rule in rules] == [
        ("/old", "/new/?a=1#b", "301"),
        ("/old/", "/new/?a=1#b", "301"),
        ("/caf%C3%A9", "https://elsewhere.test/%C3%BC", "302"),
        ("/caf%C3%A9/", "https://elsewhere.test/%C3%BC", "302"),
        ("/search", "/shell.html", "200"),
        ("/search/", "/shell.html", "200"),
        ("/preview/<*>", "/shell.html", "200"),
        ("</^[^.]+$/>", "/shell.html", "404-200"),
    ]
    assert site_rules.redirects_in(rules) == rules[:4]
