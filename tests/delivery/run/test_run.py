"""Operators' commands on production: tasks of real code, their output, exit codes and audit."""

import json
from collections.abc import Iterator

import pytest

from tests.delivery.operators import Operator
from tests.delivery.seeded import on_seeded_database
from tests.services.postgres import PostgresServer
from tests.site_fixtures import Seed

CODE = ["shell", "--no-imports", "-c"]


@pytest.fixture(scope="module")
def operator(postgres_server: PostgresServer, seed: Seed) -> Iterator[Operator]:
    """Production's cluster and service, on a copy of the seeded database."""
    with on_seeded_database(postgres_server, seed) as operator:
        yield operator


def test_it_runs_where_the_service_runs_and_on_its_database(operator: Operator) -> None:
    code = "from content.models import ContentPage; print(ContentPage.objects.count() > 1)"
    ended = operator.run("run", "--stage", "production", "--yes", "--json", "--", *CODE, code)
    outcome = json.loads(ended.stdout)
    assert (outcome["exit_code"], outcome["output"]) == (0, "True\n")
    task = operator.tasks()[-1]
    assert task["startedBy"] == "delivery/shell"
    assert task["launchType"] == "FARGATE"


def test_every_run_is_in_the_audit_without_its_secrets(operator: Operator) -> None:
    operator.run(*("run", "--stage", "production", "--yes", "--", "check", "--tag", "models"))
    words = ["check", "--secret-key", "hunter2"]
    operator.run(*("run", "--stage", "production", "--yes", "--", *words))
    lines = [line for line in operator.audit() if line["command"].startswith("check --")][-4:]
    assert [(line["command"], line["event"], line.get("exit_code")) for line in lines] == [
        ("check --tag models", "started", None),
        ("check --tag models", "ended", 0),
        ("check --secret-key ***", "started", None),
        ("check --secret-key ***", "ended", 2),
    ]
    assert lines[1]["duration_ms"] > 0
