"""Containers as ECS runs them: root read-only, no capabilities, only /tmp to write to."""

import json
import re
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import URLError

import psycopg2
import pytest
from psycopg2.extensions import make_dsn

from delivery.release import proof
from tests import commands, prepared
from tests.container.builder import VERSION
from tests.container.conftest import DATA, Container, StartContainer, wait_for
from tests.databases import database
from tests.production import BUCKET
from tests.services.aws import AwsServer
from tests.services.postgres import PostgresServer
from tests.services.server import free_port
from tests.site_fixtures import Seed

SERVER = ("gunicorn", "core.wsgi:application")


def line(port: int) -> list[str]:
    """The guide's, on a port that is free here."""
    return [*SERVER, "--bind", f"127.0.0.1:{port}", "--workers", "3", "--timeout", "120"]


@pytest.fixture
def production(
    postgres_server: PostgresServer, aws_server: AwsServer, seed: Seed
) -> Iterator[dict[str, str]]:
    """A production task's environment, with a database of its own."""
    aws_server.make_bucket(BUCKET)
    with database(postgres_server, template=seed.database) as login:
        given = {**commands.PRODUCTION, **aws_server.environment_of_clients, **login.environment}
        del given["APP_VERSION"]  # the image's own
        yield given


def get(port: int, path: str, within: float = 300) -> tuple[int, bytes]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Host": "api.innovatetogrow.test"}
    )
    with urllib.request.urlopen(request, timeout=within) as response:  # noqa: S310
        return response.status, response.read()


def serves(port: int, container: Container) -> bool:
    assert container.running, container.output()
    try:
        return get(port, "/livez/")[0] == 200
    except (URLError, ConnectionError):
        return False


def says(container: Container, words: str) -> bool:
    """Fails when it has ended without these words."""
    running, output = container.running, container.output()
    assert running or words in output, output
    return words in output


def test_production_bootstraps_serves_and_drains(
    start: StartContainer, production: dict[str, str], postgres_server: PostgresServer
) -> None:
    port = free_port()
    container = start(production, *line(port), network="host")
    wait_for(lambda: serves(port, container), "the server")
    health = json.loads(get(port, "/health/")[1])
    assert health == {"status": "ok", "version": VERSION, "database": "ok"}
    assert json.loads(get(port, "/api/pages/?path=/")[1])["type"] == "page"

    with (
        closing(connect(production)) as holder,
        ThreadPoolExecutor() as pool,
        holder.cursor() as cursor,
    ):
        cursor.execute("LOCK TABLE wagtailcore_page IN ACCESS EXCLUSIVE MODE")
        slow = pool.submit(get, port, "/api/search/?q=robot")
        wait_for(lambda: waits_for_the_lock(postgres_server, production), "the request")
        container.signal("TERM")
        wait_for(lambda: says(container, "Handling signal: term"), "the signal")
        holder.rollback()
        assert slow.result(30)[0] == 200  # the request in flight got its response
    assert container.exit_code() == 0

    said = container.output().splitlines()
    steps = [text for text in said if text.startswith("[")]
    assert [text[:5] for text in steps] == [f"[{number}/5]" for number in range(1, 6)]
    assert "unchanged, " in steps[3]
    after = said[said.index(next(text for text in said if text.startswith("Bootstrap"))) + 1 :]
    assert {json.loads(text)["level"] for text in after} == {"INFO"}


def connect(production: dict[str, str]) -> Any:
    login = {
        word: production[f"DB_{word.upper()}"] for word in ("user", "password", "host", "port")
    }
    dsn = make_dsn(dbname=production["DB_NAME"], connect_timeout=60, **login)
    return psycopg2.connect(dsn)


def waits_for_the_lock(server: PostgresServer, production: dict[str, str]) -> bool:
    sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
    with (
        closing(psycopg2.connect(server.superuser.dsn(), connect_timeout=60)) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [production["DB_NAME"]])
        row = cursor.fetchone()
        return bool(row and row[0])


def test_alone_it_becomes_healthy_on_its_own_port(
    start: StartContainer, local: dict[str, str], migrated: Path
) -> None:
    data = {"LOCAL_DATA_DIR": DATA, "DB_NAME": prepared.SQLITE["DB_NAME"]}
    container = start(local | data, data=migrated)  # the image's own command
    wait_for(lambda: says(container, "Listening at"), "the server")
    wait_for(lambda: container.execute("python", "healthcheck.py")[0] == 0, "health")
    container.signal("TERM")
    assert container.exit_code() == 0


def test_health_fails_where_nothing_serves(inside: Container) -> None:
    assert inside.execute("python", "healthcheck.py")[0] == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["check"], 0, "System check identified no issues"),
        (["migrate", "content", "0404"], 1, "Cannot find a migration matching '0404'"),
        (["migrate", "--no-such-option"], 2, "unrecognized arguments"),
    ],
)
def test_a_one_off_command_runs_unprepared_and_passes_its_exit_code_on(
    start: StartContainer, local: dict[str, str], words: list[str], code: int, said: str
) -> None:
    container = start(local, "python", "manage.py", *words)
    assert container.exit_code() == code
    assert said in container.output()
    assert "[1/5]" not in container.output()


def test_the_guides_collectstatic_uploads_what_the_image_brings(
    start: StartContainer, production: dict[str, str]
) -> None:
    container = start(
        production, *("python", "manage.py", "collectstatic", "--noinput"), network="host"
    )
    assert container.exit_code() == 0, container.output()
    assert re.search(r"Static files are collected; \d+ uploaded\.", container.output())


def test_a_release_is_proved_in_the_image(
    start: StartContainer, production: dict[str, str]
) -> None:
    """Only files are missed: nothing serves the bucket here, and it has no pictures."""
    words = ("prove", "--bootstrap", "--production", "http://127.0.0.1:9")
    container = start(production, "python", "manage.py", *words, network="host")
    container.exit_code()
    found = proof.read(container.output().splitlines())
    names = {name for name, _ in found.findings}
    assert (found.ended, found.compared) == (True, False), container.output()
    assert names == {"bucket:media", "served:static", "served:media"}, container.output()
    assert found.probes["page:HomePage"]["status"] == 200


def test_a_failed_bootstrap_starts_no_server(start: StartContainer) -> None:
    container = start({"DB_HOST": "nowhere"})
    assert container.exit_code() == 1
    assert "DJANGO_SECRET_KEY is missing" in container.output()
    assert "gunicorn" not in container.output()


def test_a_bootstrap_that_waits_ends_when_it_is_told_to(
    start: StartContainer, production: dict[str, str]
) -> None:
    container = start({**production, "DB_PORT": "9"}, network="host")
    wait_for(lambda: says(container, "Database not ready, try 1 of 30"), "the first try")
    container.signal("TERM")
    assert container.exit_code() == 143
