"""The provisioner as delivery asks it: the built package under Lambda's own runtime client."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from delivery.provisioner import databases
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PROVISIONER, Preview
from tests.provisioner.conftest import Provisioner, rows
from tests.services.lambda_runtime import FunctionError, LambdaRuntime
from tests.standins.functions import Functions

PREVIEW = Preview(7)


@pytest.fixture(scope="module")
def shared_function(
    shared_server: Provisioner, built_package: Path, lambda_brings: Path
) -> Iterator[LambdaRuntime]:
    """Warm from the second test on, as the provisioner is for its second caller."""
    with LambdaRuntime(built_package, shared_server.environment, lambda_brings) as runtime:
        yield runtime


@pytest.fixture
def function(
    shared_function: LambdaRuntime, provisioner: Provisioner, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LambdaRuntime]:
    """This process is signed in to the account that has it."""
    with Functions({PROVISIONER.function: shared_function}) as account:
        for name, value in account.environment_of_clients.items():
            monkeypatch.setenv(name, value)
        yield shared_function


def test_delivery_makes_checks_lists_and_drops_a_database_whose_password_it_alone_knows(
    function: LambdaRuntime, provisioner: Provisioner
) -> None:
    verifier = databases.verifier("only-delivery-knows")
    made = databases.ensure(PREVIEW, verifier)
    assert (made["database"], made["role"], made["made"]) == ("pr_7", "pr_7", True)
    login = replace(provisioner.master, name="pr_7", user="pr_7", password="only-delivery-knows")
    assert rows(login, "SELECT count(*) > 5 FROM content_contentpage") == [(True,)]
    assert not databases.ensure(PREVIEW, verifier)["made"]

    (found,) = databases.listed()
    assert (found.name, found.whole, found.bytes > 2**20) == ("pr-7", True, True)
    assert databases.check(PREVIEW) == {"compatible": True, "faults": [], "migrations_ahead": []}

    assert databases.drop(PREVIEW.name) == {"dropped": ["database pr_7", "role pr_7"]}
    assert provisioner.names() == set()
    said = function.logged()
    assert "only-delivery-knows" not in said
    assert "SCRAM-SHA-256" not in said


def test_what_the_provisioner_cannot_do_is_an_error_with_its_words(function: LambdaRuntime) -> None:
    with pytest.raises(DeliveryError) as failed:
        databases.check(PREVIEW)
    assert failed.value.message == (
        "The provisioner's `preview_database check pr-7` failed: pr-7 has no database to check. "
        "Deploy its preview, then check again."
    )
    assert failed.value.remedy == "See the log /aws/lambda/itg-backend-preview-provisioner."


@pytest.mark.parametrize(
    "event",
    [
        {"command": ["shell", "-c", "import os; print(os.environ['DB_PASSWORD'])"]},
        {"command": ["diffsettings", "--all"], "id": "once"},
        {"command": ["preview_compatibility"]},
        {"command": ["--settings=core.settings.provisioner", "preview_database", "list"]},
        {"manage": "dbshell -- -c 'SELECT 1'"},
    ],
    ids=["shell", "with an id", "its own child's", "an option first", "as Zappa sends it"],
)
def test_it_runs_no_other_command_which_would_show_its_password(
    function: LambdaRuntime, provisioner: Provisioner, event: dict[str, Any]
) -> None:
    with pytest.raises(FunctionError) as refused:
        function.invoke(event)
    assert refused.value.kind == "InvalidCommand"
    assert refused.value.message == (
        "This function runs preview_database and preview_template, and nothing else."
    )
    assert provisioner.master.password not in function.logged()


def test_without_a_provisioner_it_says_how_to_deploy_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with Functions({}) as account:
        for name, value in account.environment_of_clients.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(
            DeliveryError, match="There is no function itg-backend-preview-provisioner"
        ):
            databases.listed()
