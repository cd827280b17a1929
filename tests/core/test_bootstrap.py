"""The bootstrap as a process: on an empty database, again, five at once, killed, without one."""

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
MIGRATIONS = commands.BACKEND / "content/migrations"
STEPS = ["Database", "Migrations", "Superuser", "Static files"]
STEP = re.compile(r"^\[(\d)/4\] ([\w ]+): (.*) \(\d+\.\d\d s\)$", re.M)


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


def test_five_at_once_on_an_empty_database_do_it_once_and_then_there_is_nothing_to_do(
    empty: Login,
) -> None:
    running = [commands.start(environment(empty), "bootstrap") for _ in range(5)]
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

    again = commands.run(environment(empty), "bootstrap")
    assert again.returncode == 0, again.stdout
    manifest = outcomes(first)["Static files"].rpartition(" ")[2]
    assert outcomes(again.stdout) == {
        "Database": "ready",
        "Migrations": "nothing pending",
        "Superuser": "admin unchanged",
        "Static files": f"unchanged, 0 uploaded, manifest {manifest}",
    }


def test_names_what_it_applies(migrated: Login) -> None:
    before, last = sorted(path.stem for path in MIGRATIONS.glob("0*.py"))[-2:]
    back = commands.run(environment(migrated), "migrate", "content", before)
    assert back.returncode == 0, back.stdout
    again = commands.run(environment(migrated), "bootstrap")
    assert f"      Applying content.{last}\n" in again.stdout


def test_the_run_after_killed_ones_completes(empty: Login, migrated: Login) -> None:
    ((all_of_them,),) = ask(migrated, "SELECT count(*) FROM django_migrations")
    for part in (0, all_of_them // 3, all_of_them * 2 // 3):
        process = commands.start(environment(empty), "bootstrap")
        wait_for_migrations(process, empty, part)
        process.kill()
        process.communicate(timeout=commands.WITHIN)
        assert process.returncode == -9, "it was killed before its end"
    assert applied(empty) < all_of_them
    final = commands.run(environment(empty), "bootstrap")
    assert final.returncode == 0, final.stdout
    assert commands.run(environment(empty), "migrate", "--check").returncode == 0
    # Permissions come last of all, after the last migration.
    assert ask(empty, "SELECT count(*) > 200 FROM auth_permission") == [(True,)]


def wait_for_migrations(process: "subprocess.Popen[str]", login: Login, number: int) -> None:
    """Return when the process is at its migrations, and so many are applied."""
    assert process.stdout
    for line in process.stdout:
        if "Applying" in line:
            break
    give_up_at = time.monotonic() + commands.WITHIN
    while applied(login) < number:
        assert process.poll() is None, "the bootstrap ended before it could be killed"
        assert time.monotonic() < give_up_at, f"{number} migrations were not applied in time"
        time.sleep(0.05)


def applied(login: Login) -> int:
    try:
        ((number,),) = ask(login, "SELECT count(*) FROM django_migrations")
    except psycopg2.errors.UndefinedTable:
        return 0
    return int(number)


def ask(login: Login, question: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(login.dsn())) as session, session.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def test_says_each_try_in_one_line_and_gives_up_with_a_remedy() -> None:
    quick = (
        "import core.bootstrap as b, django; django.setup();"
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
    assert lines[30].startswith("The database did not answer in 30 tries within ")
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
