"""The bootstrap as a process: many at once on an empty database, killed, again, without one."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import psycopg2
import pytest

from tests import commands, prepared
from tests.databases import database
from tests.prepared import POSTGRESQL
from tests.services.postgres import Login, PostgresServer

pytestmark = pytest.mark.processes
STEPS = ["Database", "Migrations", "Superuser", "Static files", "Pictures"]
STEP = re.compile(r"^\[(\d)/5\] ([\w ]+): (.*) \(\d+\.\d\d s\)$", re.M)


@pytest.fixture
def empty(postgres_server: PostgresServer) -> Iterator[Login]:
    with database(postgres_server) as login:
        yield login


@pytest.fixture
def migrated(postgres_server: PostgresServer) -> Iterator[Login]:
    with database(postgres_server, prepared.MIGRATED) as login:
        yield login


def environment(login: Login, **variables: str) -> dict[str, str]:
    return commands.environment("dev", POSTGRESQL, login.environment, variables)


def outcomes(output: str) -> dict[str, str]:
    return {name: outcome for _, name, outcome in STEP.findall(output)}


def test_many_at_once_on_an_empty_database_do_it_once_though_three_are_killed_at_it(
    empty: Login, migrated: Login
) -> None:
    running = {name: start_as(name, empty) for name in (f"bootstrap {n}" for n in range(8))}
    for part in (0, applied(migrated) // 3, applied(migrated) * 2 // 3):
        process = running.pop(at_work(running, empty, part))
        process.kill()
        process.communicate(timeout=commands.WITHIN)
        assert process.returncode == -9, "it was killed before its end"
    first = the_one_of_five_that_did_it(list(running.values()))
    assert applied(empty) == applied(migrated)
    # Permissions come last of all, after the last migration.
    assert query(empty, "SELECT count(*) > 200 FROM auth_permission") == [(True,)]

    again = commands.run(environment(empty), "bootstrap")
    assert again.returncode == 0, again.stdout
    manifest = outcomes(first)["Static files"].rpartition(" ")[2]
    assert outcomes(again.stdout) == {
        "Database": "ready",
        "Migrations": "nothing pending",
        "Superuser": "admin unchanged",
        "Static files": f"unchanged, 0 uploaded, manifest {manifest}",
        "Pictures": "none missing",
    }


def start_as(name: str, login: Login) -> "subprocess.Popen[str]":
    """PostgreSQL knows its connections by this name."""
    return commands.start(environment(login, PGAPPNAME=name), "bootstrap")


def at_work(running: dict[str, "subprocess.Popen[str]"], login: Login, number: int) -> str:
    """Which of them holds the bootstrap's lock, as soon as so many migrations are applied."""
    holder = (
        "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) "
        "WHERE locktype = 'advisory' AND granted AND datname = current_database()"
    )
    give_up_at = time.monotonic() + commands.WITHIN
    while True:
        for (name,) in query(login, holder):
            if name in running and applied(login) >= number:
                return str(name)
        ended = [process.poll() for process in running.values()]
        assert set(ended) == {None}, "a bootstrap ended before one could be killed"
        assert time.monotonic() < give_up_at, f"{number} migrations were not applied in time"
        time.sleep(0.05)


def the_one_of_five_that_did_it(running: list["subprocess.Popen[str]"]) -> str:
    """Its output; the others found nothing to do."""
    outputs = [process.communicate(timeout=commands.WITHIN)[0] for process in running]
    assert [process.returncode for process in running] == [0] * 5, "\n".join(outputs)
    assert [[name for _, name, _ in STEP.findall(output)] for output in outputs] == [STEPS] * 5
    first, *others = sorted(outputs, key=lambda output: outcomes(output)["Migrations"])
    assert re.search(r"Applying \w+\.\d{4}_\w+, .+ and \d+ more\n", first)
    assert re.fullmatch(r"[1-9]\d* applied", outcomes(first)["Migrations"])
    assert outcomes(first)["Superuser"] == "admin created"
    for output in others:
        assert outcomes(output)["Migrations"] == "nothing pending"
        assert outcomes(output)["Superuser"] == "admin unchanged"
    return first


def applied(login: Login) -> int:
    """How many migrations, but for those of previews, which production has not."""
    try:
        ((number,),) = query(
            login, "SELECT count(*) FROM django_migrations WHERE app != 'reviewing'"
        )
    except psycopg2.errors.UndefinedTable:
        return 0
    return int(number)


def query(login: Login, sql: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(login.dsn())) as session, session.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_says_each_try_in_one_line_and_gives_up_with_a_remedy() -> None:
    quick = (
        "import operations.bootstrap as b, django; django.setup();"
        "b.PAUSE_SECONDS = 0;"
        "from django.core.management import call_command as c;"
        "import sys; from django.core.management.base import CommandError\n"
        "try: c('bootstrap')\n"
        "except CommandError as e: sys.exit(str(e))"
    )
    nobody = Login(port=1, user="itg", password="never-shown")
    process = commands.run(environment(nobody), "shell", "--no-imports", "-c", quick)
    lines = process.stdout.strip().splitlines()
    assert process.returncode == 1
    assert len(lines) == 31, process.stdout
    assert all(f"try {n} of 30: " in line for n, line in enumerate(lines[:30], 1))
    assert "Check DB_HOST, DB_PORT" in lines[30]
    assert lines[30].startswith("The database did not respond in 30 tries within ")
    assert "never-shown" not in process.stdout


def test_waits_for_a_database_that_comes_up_late() -> None:
    with prepared.migrated() as folder, PostgresServer(folder / "data") as server:
        server.kill()
        login = replace(server.owner, name=prepared.MIGRATED)
        process = commands.start(environment(login), "bootstrap")
        assert process.stdout
        assert "try 1 of 30" in process.stdout.readline()
        server.start()
        output, _ = process.communicate(timeout=commands.WITHIN)
    assert process.returncode == 0, output


def test_missing_variables_are_one_sentence_and_no_trace() -> None:
    process = commands.run(commands.environment("prod"), "bootstrap")
    assert process.returncode == 1
    assert len(process.stdout.strip().splitlines()) == 1, process.stdout
    assert "DJANGO_SECRET_KEY is missing; DJANGO_ALLOWED_HOSTS is missing" in process.stdout
