"""A real HTTP cache under the template's rules: what reaches the backend, and what visitors see."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import pytest

from tests import commands
from tests.databases import database
from tests.edge import rules
from tests.edge.cache import PATIENCE, Edge
from tests.edge.crowd import ADDRESSES, CONNECTIONS, KEPT_APART, come
from tests.prepared import POSTGRESQL
from tests.running_site import RunningSite
from tests.services.postgres import PostgresServer
from tests.site_fixtures import Seed, StartSite

SITE: Final = "https://www.innovatetogrow.test"
EDGE_SECONDS: Final = 5  # s-maxage
WHOLE: Final = 1  # nginx counts in whole seconds
EVENT: Final = "/api/events/next/"
PUBLIC: Final = (
    *("/api/layout/", "/api/pages/?path=/", "/api/search/?q=robot&page=1&kind=page"),
    *("/api/projects/?q=robot", "/api/news/?path=/news/&page=1", EVENT, "/sitemap.xml"),
    "/feed.xml",
)
PUBLISH: Final = """
from content.models import HomePage
home = HomePage.objects.get()
home.title = "Just published"
home.save_revision().publish()
"""
StartEdge = Callable[..., Edge]


@pytest.fixture
def start_edge() -> Iterator[StartEdge]:
    """``start_edge(site, *headers)`` starts it in front of a site, with headers to send on."""
    with ExitStack() as stack:
        yield lambda site, *sent_on: stack.enter_context(Edge(site.url, SITE, sent_on))


@pytest.fixture
def edge(site: RunningSite, start_edge: StartEdge) -> Edge:
    """Before the site that all tests share."""
    return start_edge(site)


@pytest.fixture
def visitor(edge: Edge) -> Iterator[httpx.Client]:
    with client(edge) as visitor:
        yield visitor


def client(edge: Edge) -> httpx.Client:
    headers = {"Host": "localhost"}
    return httpx.Client(base_url=edge.url, headers=headers, timeout=PATIENCE, trust_env=False)


def kept(response: httpx.Response) -> str:
    """HIT and the like, or nothing where the cache had no part in it."""
    return str(response.headers.get(rules.STATUS, ""))


@pytest.mark.processes
def test_a_crowd_of_any_size_asks_the_backend_the_same(edge: Edge) -> None:
    """As many requests as there are connections may pass while something is fetched again."""
    reached = {}
    for visitors in (100, 1_000, 10_000):
        edge.empty()
        began = time.monotonic()
        assert come((edge.host, edge.port), visitors, SITE) == {200: visitors * len(ADDRESSES)}
        fetched_again = int((time.monotonic() - began) / EDGE_SECONDS)
        asked = edge.asked()
        assert {one.address for one in asked} == set(ADDRESSES)
        most = len(ADDRESSES) * KEPT_APART * (1 + CONNECTIONS * fetched_again)
        reached[visitors] = len(asked), most
    assert all(0 < found <= most for found, most in reached.values()), reached


@pytest.mark.processes
def test_public_responses_are_kept_and_say_for_how_long_after_a_failure(
    edge: Edge, site: RunningSite, visitor: httpx.Client
) -> None:
    for address in PUBLIC:
        assert [kept(visitor.get(address)) for _ in range(2)] == ["MISS", "HIT"], address
        said = httpx.get(f"{site.url}{address}").headers["Cache-Control"]
        assert "stale-if-error=86400" in said, address
    assert Counter(one.method for one in edge.asked()) == {"GET": len(PUBLIC)}


@pytest.mark.processes
def test_words_that_a_path_does_not_know_and_other_origins_share_one_response(
    edge: Edge, visitor: httpx.Client
) -> None:
    headers: list[dict[str, str]] = [
        *({"Origin": f"https://{number}.example"} for number in range(5)),
        {"Origin": f"{SITE}.example"},
        {"Cookie": "sessionid=1"},
        {"Authorization": "Basic eA=="},
        {"Cache-Control": "no-cache", "Pragma": "no-cache"},
        {"X-Forwarded-Host": "elsewhere.example"},
    ]
    for number, one in enumerate(headers):
        visitor.get(f"/api/pages/?x{number}=1&path=/&path{number}=2", headers=one)
        visitor.head(f"/api/pages/?path=/&{number}", headers=one)
    assert [one.address for one in edge.asked()] == ["/api/pages/?path=/&"]
    own = visitor.get("/api/pages/?path=/", headers={"Origin": SITE})
    assert kept(own) == "MISS"
    assert len(edge.asked()) == 1


@pytest.mark.processes
def test_what_is_not_public_is_asked_for_each_time(edge: Edge, visitor: httpx.Client) -> None:
    document = json.loads((commands.BACKEND.parent / "frontend/openapi.json").read_text())
    public = {address.partition("?")[0] for address in PUBLIC}
    others = [
        (method.upper(), path.replace("{form}", "contact"))
        for path, operations in document["paths"].items()
        for method in operations
        if path not in public and not path.startswith(("/api/events/", "/api/sheets/"))
    ]
    assert {"/api/drafts/", "/api/forms/contact/"} <= {path for _, path in others}
    for path in ("/admin/login/", "/django-admin/login/", "/livez/", "/health/"):
        others.append(("GET", path))
    others.append(("GET", "/api/pages/?path=/nowhere/"))
    others.append(("GET", "/api/events/nowhere/"))
    for method, path in others:
        edge.asked()
        found = [visitor.request(method, path) for _ in range(2)]
        assert [one.method for one in edge.asked()] == [method, method], path
        assert {kept(one) for one in found} <= {"", "MISS"}, path


@pytest.mark.processes
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_public_address_is_only_for_reading(
    edge: Edge, visitor: httpx.Client, method: str
) -> None:
    assert visitor.request(method, "/api/layout/").status_code == 403
    assert not edge.asked()


def changed(site: RunningSite, *words: str) -> None:
    assert site.environment is not None
    finished = commands.run(site.environment, *words)
    assert finished.returncode == 0, finished.stdout


def title(response: httpx.Response) -> Any:
    return response.json()["title"]


@pytest.mark.processes
def test_a_publication_is_seen_in_time_and_all_is_readable_while_the_backend_is_killed(
    start_site: StartSite, start_edge: StartEdge
) -> None:
    site = start_site()
    edge = start_edge(site)
    with client(edge) as visitor:
        before = {address: visitor.get(address) for address in PUBLIC}
        all_old_at = time.monotonic() + EDGE_SECONDS + WHOLE
        changed(site, "shell", "-v0", "-c", PUBLISH)
        published = time.monotonic()
        edge.asked()
        last_old, home = published, "/api/pages/?path=/"
        while True:
            asked_at = time.monotonic()
            if title(visitor.get(home)) == "Just published":
                break
            last_old = asked_at
            time.sleep(0.05)
        on_its_way = max(one.seconds for one in edge.asked())
        assert last_old - published <= EDGE_SECONDS + WHOLE + on_its_way

        site.kill()
        time.sleep(max(0.0, all_old_at - time.monotonic()))
        after = {address: visitor.get(address) for address in PUBLIC}
        assert {one.status_code for one in after.values()} == {200}
        assert {kept(one) for address, one in after.items() if address != home} == {"STALE"}
        assert all(
            one.content == before[path].content for path, one in after.items() if path != home
        )
        assert visitor.get("/api/pages/?path=/about/").status_code == 502
        site.start()
        assert kept(visitor.get("/api/layout/")) in {"EXPIRED", "REVALIDATED"}


@pytest.mark.processes
def test_the_maintenance_page_is_seen_once_the_edge_is_emptied_and_is_not_kept(
    start_site: StartSite, start_edge: StartEdge
) -> None:
    site = start_site()
    edge = start_edge(site)
    with client(edge) as visitor:
        visitor.get("/api/layout/")
        until = datetime.now(UTC) + timedelta(hours=1)
        changed(site, "maintenance", "on", "--until", until.isoformat())
        assert visitor.get("/api/layout/").status_code == 200
        edge.empty()
        edge.asked()
        found = [visitor.get("/api/layout/") for _ in range(2)]
        assert {one.status_code for one in found} == {503}
        assert {one.json()["type"] for one in found} == {"urn:innovate-to-grow:maintenance"}
        assert len(edge.asked()) == 2


@pytest.mark.processes
def test_a_preview_with_a_password_is_never_kept(
    postgres_server: PostgresServer, seed: Seed, start_edge: StartEdge
) -> None:
    """Not even by a cache that sends the password on."""
    password = {"PREVIEW_PASSWORD": "tests-only-preview"}
    with database(postgres_server, template=seed.database) as login:
        environ = commands.environment(
            "preview", commands.PRODUCTION, POSTGRESQL, login.environment, password
        )
        with RunningSite(environ) as preview:
            edge = start_edge(preview, "Authorization", "X-Forwarded-Proto")
            headers = {"Host": "api.innovatetogrow.test", "X-Forwarded-Proto": "https"}
            with httpx.Client(base_url=edge.url, headers=headers, timeout=PATIENCE) as visitor:
                knows = httpx.BasicAuth("", password["PREVIEW_PASSWORD"])
                for address in PUBLIC:
                    found = [visitor.get(address, auth=auth) for auth in (knows, knows, None)]
                    assert [one.status_code for one in found] == [200, 200, 401], address
                    assert len(edge.asked()) == 3, address
