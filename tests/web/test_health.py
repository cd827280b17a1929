"""Health: what it says, to whom, and when the database is gone or hung."""

import time
from collections.abc import Iterator
from types import SimpleNamespace

import httpx
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests import commands
from tests.running_site import RunningSite
from tests.services.postgres import PostgresServer
from web import health

pytestmark = pytest.mark.django_db
PATIENCE = 60  # seconds; without a bound of its own, a connection to a hung server waits longer
ORIGIN = "https://www.example.org"


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "probe", health.DatabaseProbe())


def test_says_status_version_and_database(client: Client, settings: Settings) -> None:
    settings.APP_VERSION = "0123abc"
    settings.CORS_ALLOWED_ORIGINS = [ORIGIN]
    response = client.get("/health/", headers={"Origin": ORIGIN})
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "version": "0123abc", "database": "ok"}
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/health/", "/livez/", "/readyz/"])
@pytest.mark.parametrize("host", ["", "10.0.3.7:8000", "not a host"])
def test_needs_no_valid_host(client: Client, path: str, host: str) -> None:
    assert client.get(path, headers={"Host": host}).status_code == 200


def test_livez_asks_the_database_nothing(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(health.probe, "is_up", lambda: pytest.fail("asked the database"))
    with django_assert_num_queries(0):
        assert client.get("/livez/").json() == {"status": "ok", "version": "development"}


def test_many_at_once_ask_the_database_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    responses = iter([True])  # a second question raises StopIteration
    monkeypatch.setattr(health.probe, "_ask", lambda: next(responses))
    assert [client.get("/health/").status_code for _ in range(20)] == [200] * 20


@pytest.mark.parametrize("passed", [60, -60], ids=["frozen", "set back"])
def test_what_is_remembered_ages_by_the_clock(monkeypatch: pytest.MonkeyPatch, passed: int) -> None:
    """The monotonic clock does not run while Lambda has frozen the process."""
    responses = iter([True, False])
    monkeypatch.setattr(health.probe, "_ask", lambda: next(responses))
    assert health.probe.is_up()
    now = time.time()
    clock = SimpleNamespace(time=lambda: now + passed, monotonic=time.monotonic)
    monkeypatch.setattr(health, "time", clock)
    assert not health.probe.is_up()


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


@pytest.fixture
def site(server: PostgresServer) -> Iterator[RunningSite]:
    environ = commands.environment(
        "dev", {"DB_ENGINE": "django.db.backends.postgresql"}, server.owner.environment
    )
    with RunningSite(environ) as site:
        yield site


@pytest.mark.processes
@pytest.mark.parametrize("fault", ["kill", "pause"])
def test_says_when_the_database_is_gone_and_when_it_is_back(
    site: RunningSite, server: PostgresServer, fault: str
) -> None:
    def status(path: str) -> int:
        return httpx.get(f"{site.url}{path}", timeout=PATIENCE).status_code

    assert (status("/health/"), status("/readyz/")) == (200, 200)
    getattr(server, fault)()
    time.sleep(health.REMEMBERED_SECONDS)
    assert (status("/health/"), status("/livez/")) == (503, 200)
    server.resume() if fault == "pause" else server.start()
    time.sleep(health.REMEMBERED_SECONDS)
    assert status("/health/") == 200
