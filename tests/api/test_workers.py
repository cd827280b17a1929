"""The cache across three real Gunicorn workers, without Redis, with it, and when it fails."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from redis import Redis

from tests import commands
from tests.running_site import WORKERS, RunningSite
from tests.services.postgres import PostgresServer
from tests.services.redis import RedisServer
from tests.site_fixtures import Seed, StartSite, site_starter
from web.cache import REST_SECONDS

pytestmark = pytest.mark.processes
ENOUGH_TO_REACH_EVERY_WORKER = 60
PATIENCE = 60  # seconds

RENAME = """
from wagtail.models import Page
page = Page.objects.get(slug="{slug}").specific
page.slug, page.title = "{slug}-new", "New name"
page.save_revision().publish()
"""
UNPUBLISH = 'from wagtail.models import Page; Page.objects.get(slug="{slug}").specific.unpublish()'


@pytest.fixture(scope="module")
def with_memory(postgres_server: PostgresServer, seed: Seed) -> Iterator[RunningSite]:
    """One site for all tests that change a page: each test has a page of its own."""
    with site_starter(postgres_server, seed) as start:
        yield start()


@pytest.fixture(scope="module")
def with_redis(
    postgres_server: PostgresServer, seed: Seed, redis_server: RedisServer
) -> Iterator[RunningSite]:
    with site_starter(postgres_server, seed) as start:
        yield start(REDIS_URL=redis_server.url)


@pytest.fixture(params=["with_memory", "with_redis"])
def workers(request: pytest.FixtureRequest) -> RunningSite:
    site: RunningSite = request.getfixturevalue(request.param)
    return site


def run_in(site: RunningSite, code: str) -> None:
    """A command beside the workers, as an operator or the scheduler runs one."""
    assert site.environment
    finished = commands.run(site.environment, "shell", "--no-imports", "-c", code)
    assert finished.returncode == 0, finished.stdout


def ask_all_workers(site: RunningSite, path: str) -> set[tuple[int, str]]:
    """What the workers say of a page: status and title."""

    def ask(_: int) -> tuple[int, str]:
        response = client.get("/api/pages/", params={"path": path})
        return response.status_code, response.json()["title" if response.is_error else "type"]

    with connections_of_their_own(site) as client, ThreadPoolExecutor(max_workers=12) as pool:
        return set(pool.map(ask, range(ENOUGH_TO_REACH_EVERY_WORKER)))


def connections_of_their_own(site: RunningSite) -> httpx.Client:
    """One client, which loads the authorities' certificates once: that is 30 ms of CPU."""
    return httpx.Client(base_url=site.url, headers={"Connection": "close"}, timeout=PATIENCE)


def test_a_rename_is_seen_by_every_worker_at_the_next_request(workers: RunningSite) -> None:
    assert ask_all_workers(workers, "/about/") == {(200, "page")}
    run_in(workers, RENAME.format(slug="about"))
    assert ask_all_workers(workers, "/about/") == {(200, "redirect")}
    assert ask_all_workers(workers, "/about-new/") == {(200, "page")}


def test_an_unpublished_page_is_gone_from_every_worker(workers: RunningSite) -> None:
    assert ask_all_workers(workers, "/contact/") == {(200, "page")}
    run_in(workers, UNPUBLISH.format(slug="contact"))
    assert ask_all_workers(workers, "/contact/") == {(404, "Not Found")}


def test_another_container_follows_within_five_seconds(
    workers: RunningSite, tmp_path: Path
) -> None:
    assert workers.environment
    elsewhere = workers.environment | {"TMPDIR": str(tmp_path)}  # out of the signal's reach
    assert ask_all_workers(workers, "/sponsors/") == {(200, "page")}
    finished = commands.run(
        elsewhere, "shell", "--no-imports", "-c", UNPUBLISH.format(slug="sponsors")
    )
    assert finished.returncode == 0, finished.stdout
    if "REDIS_URL" not in workers.environment:
        time.sleep(5.1)
    assert ask_all_workers(workers, "/sponsors/") == {(404, "Not Found")}


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.mark.parametrize("fault", ["kill", "pause"])
def test_a_worker_waits_once_in_its_rest_when_redis_fails(
    start_site: StartSite, own_redis: RedisServer, fault: str
) -> None:
    site = start_site(REDIS_URL=own_redis.url)
    assert ask_all_workers(site, "/") == {(200, "page")}
    getattr(own_redis, fault)()
    started = time.monotonic()
    with connections_of_their_own(site) as client:
        for _ in range(40):
            assert client.get("/api/pages/?path=/").status_code == 200
    rests = 1 + (time.monotonic() - started) // REST_SECONDS
    waits = site.log.read_text().count("Redis did not respond")
    assert 1 <= waits <= WORKERS * rests
    own_redis.resume() if fault == "pause" else own_redis.start()
    assert ask_all_workers(site, "/") == {(200, "page")}


def test_a_hundred_misses_at_once_build_a_page_once_with_redis(
    with_redis: RunningSite, redis_server: RedisServer
) -> None:
    with closing(Redis.from_url(redis_server.url)) as redis:
        redis.flushall()
    before = with_redis.log.read_text().count(" page /\n")
    with connections_of_their_own(with_redis) as client, ThreadPoolExecutor(100) as pool:
        responses = list(pool.map(client.get, ["/api/pages/?path=/"] * 100))
    assert {response.status_code for response in responses} == {200}
    assert len({response.headers["ETag"] for response in responses}) == 1
    assert with_redis.log.read_text().count(" page /\n") == before + 1
