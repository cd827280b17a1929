"""The bootstrap as a process: on an empty database, again, five at once, killed, without one."""

import re
import time
from collections.abc import Iterator

import pytest

from tests import commands
from tests.databases import database
from tests.services.postgres import Login, PostgresServer

pytestmark = pytest.mark.processes
POSTGRESQL = {"DB_ENGINE": "django.db.backends.postgresql"}
MIGRATIONS = commands.BACKEND / "content/migrations"
STEPS = ["Database", "Migrations", "Superuser", "Static files"]
STEP = re.compile(r"^\[(\d)/4\] ([\w ]+): (.*) \(\d+\.\d\d s\)$", re.M)


@pytest.fixture
def empty(postgres_server: PostgresServer) -> Iterator[Login]:
    with database(postgres_server) as login:
        yield login


def environment(login: Login, **variables: str) -> dict[str, str]:
    return commands.environment("dev", POSTGRESQL, login.environment, variables)


def outcomes(output: str) -> dict[str, str]:
    return {name: outcome for _, name, outcome in STEP.findall(output)}


def test_runs_four_steps_in_order_and_then_has_nothing_to_do(empty: Login) -> None:
    first = commands.run(environment(empty), "bootstrap")
    assert first.returncode == 0, first.stdout
    assert [name for _, name, _ in STEP.findall(first.stdout)] == STEPS
    assert re.fullmatch(r"[1-9]\d* applied", outcomes(first.stdout)["Migrations"])
    assert outcomes(first.stdout)["Superuser"] == "admin created"

    second = commands.run(environment(empty), "bootstrap")
    assert second.returncode == 0, second.stdout
    manifest = outcomes(first.stdout)["Static files"].rpartition(" ")[2]
    assert outcomes(second.stdout) == {
        "Database": "ready",
        "Migrations": "nothing pending",
        "Superuser": "admin unchanged",
        "Static files": f"unchanged, 0 uploaded, manifest {manifest}",
    }


def test_names_what_it_applies(empty: Login) -> None:
    started = commands.run(environment(empty), "bootstrap")
    assert re.search(r"Applying \w+\.\d{4}_\w+, .+ and \d+ more\n", started.stdout)
    before, last = sorted(path.stem for path in MIGRATIONS.glob("0*.py"))[-2:]
    back = commands.run(environment(empty), "migrate", "content", before)
    assert back.returncode == 0, back.stdout
    again = commands.run(environment(empty), "bootstrap")
    assert f"      Applying content.{last}\n" in again.stdout


def test_five_at_once_on_an_empty_database_migrate_once(empty: Login) -> None:
    running = [commands.start(environment(empty), "bootstrap") for _ in range(5)]
    outputs = [process.communicate(timeout=110)[0] for process in running]
    assert [process.returncode for process in running] == [0] * 5, "\n".join(outputs)
    migrations = sorted(outcomes(output)["Migrations"] for output in outputs)
    assert migrations[1:] == ["nothing pending"] * 4
    assert migrations[0].endswith(" applied")
    superusers = sorted(outcomes(output)["Superuser"] for output in outputs)
    assert superusers == ["admin created"] + ["admin unchanged"] * 4


def test_the_run_after_killed_ones_completes(empty: Login) -> None:
    for seconds in (1.5, 3.0, 4.5):
        process = commands.start(environment(empty), "bootstrap")
        time.sleep(seconds)
        process.kill()
        process.communicate(timeout=10)
    final = commands.run(environment(empty), "bootstrap")
    assert final.returncode == 0, final.stdout
    assert commands.run(environment(empty), "migrate", "--check").returncode == 0
    # Permissions come last of all, after the last migration.
    count = "from django.contrib.auth.models import Permission as P; print(P.objects.count() > 200)"
    counted = commands.run(environment(empty), "shell", "--no-imports", "-c", count)
    assert counted.stdout.strip().endswith("True"), counted.stdout


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
    assert lines[30].startswith("The database did not answer in 30 tries. Check DB_HOST")
    assert "never-shown" not in process.stdout


def test_waits_for_a_database_that_comes_up_late() -> None:
    with PostgresServer() as server:
        server.kill()
        process = commands.start(environment(server.owner), "bootstrap")
        assert process.stdout
        assert "try 1 of 30" in process.stdout.readline()
        server.start()
        output, _ = process.communicate(timeout=110)
    assert process.returncode == 0, output


def test_missing_variables_are_one_sentence_and_no_trace() -> None:
    process = commands.run(commands.environment("prod"), "bootstrap")
    assert process.returncode == 1
    assert len(process.stdout.strip().splitlines()) == 1, process.stdout
    assert "DJANGO_SECRET_KEY is missing; DJANGO_ALLOWED_HOSTS is missing" in process.stdout
