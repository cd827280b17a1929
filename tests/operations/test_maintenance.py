"""Maintenance: who is kept out and who passes, how it ends, and what it costs otherwise."""

import time
from datetime import UTC, datetime, timedelta
from email.message import Message
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from delivery.smoke import probes
from function.http import serve
from operations import maintenance
from operations.models import Maintenance

pytestmark = pytest.mark.django_db
ORIGIN = "https://www.example.org"
PATHS = ("/api/layout/", "/api/pages/?path=/", "/", "/sitemap.xml", "/documents/1/a.pdf")


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(maintenance, "_known", maintenance._Known())


def run(*words: str) -> str:
    out = StringIO()
    call_command("maintenance", *words, stdout=out)
    return out.getvalue().strip()


def in_minutes(minutes: float) -> str:
    return (timezone.now() + timedelta(minutes=minutes)).isoformat()


def statuses(client: Client) -> set[int]:
    return {client.get(path).status_code for path in PATHS}


def test_visitors_get_503_with_the_time_at_which_to_come_back(
    client: Client, settings: Settings
) -> None:
    settings.CORS_ALLOWED_ORIGINS = [ORIGIN]
    run("on", "--until", in_minutes(30))
    assert statuses(client) == {503}
    response = client.get("/api/layout/", headers={"Origin": ORIGIN})
    body = response.json()
    assert (body["type"], body["title"]) == (maintenance.PROBLEM, "Service Unavailable")
    assert body["detail"].startswith("The site will be back on ")
    assert 1790 < int(response.headers["Retry-After"]) <= 1800
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Retry-After" in response.headers["Access-Control-Expose-Headers"]
    page = client.get("/about/")
    assert page.headers["Content-Type"].startswith("text/html")
    assert body["detail"] in page.content.decode()


@pytest.mark.parametrize("path", ["/livez/", "/readyz/", "/health/", "/admin/login/"])
def test_health_and_the_way_to_sign_in_pass(client: Client, path: str) -> None:
    run("on", "--until", in_minutes(30))
    assert client.get(path).status_code == 200


def test_staff_who_signed_in_pass_everywhere(client: Client, admin_user: User) -> None:
    run("on", "--until", in_minutes(30))
    client.cookies["sessionid"] = "made-up"
    assert client.get("/api/layout/").status_code == 503
    client.force_login(admin_user)
    assert client.get("/api/layout/").status_code == 200


def test_twice_on_and_twice_off_are_once(client: Client) -> None:
    assert run() == "Maintenance is off: visitors are served."
    for minutes in (30, 30, 60):
        said = run("on", "--until", in_minutes(minutes))
        assert f"({minutes} min): visitors get 503." in said
    assert Maintenance.objects.count() == 1
    assert client.get("/api/layout/").status_code == 503
    for _ in range(2):
        assert run("off") == "Maintenance is off: visitors are served."
    assert client.get("/api/layout/").status_code == 200


def test_it_ends_by_itself(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    run("on", "--until", in_minutes(1))
    assert client.get("/api/layout/").status_code == 503
    later = timezone.now() + timedelta(minutes=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.get("/api/layout/").status_code == 200
    assert run() == "Maintenance is off: visitors are served."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("on",), "Say until when"),
        (("off", "--until", "2030-01-01"), "Say until when"),
        (("on", "--until", "2020-01-01"), "in the past"),
        (("on", "--until", "2999-01-01T00:00"), "more than 2 days away"),
    ],
)
def test_a_time_that_makes_no_sense_is_refused(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(*words)
    assert not Maintenance.objects.exists()


def test_another_machine_learns_of_it_from_the_database_alone(
    client: Client, settings: Settings
) -> None:
    """There is no signal from there, and no cache is asked."""
    settings.MAINTENANCE_FRESH_SECONDS = 0.0
    assert client.get("/api/layout/").status_code == 200
    Maintenance.objects.create(pk=1, until=timezone.now() + timedelta(minutes=5))
    assert client.get("/api/layout/").status_code == 503


def test_while_the_database_is_down_what_was_known_holds(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down() -> datetime | None:
        raise OperationalError("the server closed the connection")

    run("on", "--until", in_minutes(5))
    assert client.get("/api/layout/").status_code == 503
    settings.MAINTENANCE_FRESH_SECONDS = 0.0
    monkeypatch.setattr(maintenance, "stored", down)
    assert client.get("/api/layout/").status_code == 503


def test_a_request_asks_the_database_at_most_once_in_a_while(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.MAINTENANCE_FRESH_SECONDS = 3600.0
    with django_assert_num_queries(1):
        client.get("/robots.txt")
    with django_assert_num_queries(0):
        client.get("/robots.txt")


@pytest.mark.parametrize("passed", [60, -60], ids=["frozen", "set back"])
def test_what_is_known_ages_by_the_clock(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, passed: int
) -> None:
    """The monotonic clock does not run while Lambda has frozen the process."""
    settings.MAINTENANCE_FRESH_SECONDS = 10.0
    until = timezone.now() + timedelta(hours=1)
    known, stored = maintenance._Known(), iter([None, until])
    monkeypatch.setattr(maintenance, "stored", lambda: next(stored))
    assert known.read() is None
    now = time.time()
    clock = SimpleNamespace(time=lambda: now + passed, monotonic=time.monotonic)
    monkeypatch.setattr(maintenance, "time", clock)
    assert known.read() == until


def test_who_comes_while_another_asks_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    known = maintenance._Known()
    monkeypatch.setattr(maintenance, "stored", lambda: pytest.fail("asked the database"))
    with known.lock:
        assert known.read() is None


# A request that Django's test client does not send ends the transaction that it comes in.
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_function_keeps_visitors_out_too_and_warms_up_without_the_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from core.wsgi import application

    run("on", "--until", in_minutes(5))
    event = {
        "version": "2.0",
        "rawQueryString": "",
        "headers": {"host": "localhost", "x-forwarded-proto": "https"},
        "requestContext": {"http": {"method": "GET", "path": "/robots.txt", "sourceIp": "::1"}},
    }
    refused = serve(application, event, {})
    assert (refused["statusCode"], maintenance.UNTIL in refused["headers"]) == (503, True)
    monkeypatch.setattr(maintenance._known, "read", lambda: pytest.fail("asked the database"))
    assert serve(application, event, {"lambda.warm_up": True})["statusCode"] == 200


def test_a_release_is_smoked_during_maintenance(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = probes.Backend("https://api.test", "a", ORIGIN)
    headers = Message()
    monkeypatch.setattr(probes.Backend, "get", lambda *words: (503, headers, ""))
    assert probes.page(backend) == "the home page returned 503"
    headers[maintenance.UNTIL] = datetime.fromtimestamp(time.time(), UTC).isoformat()
    assert probes.page(backend) == ""
