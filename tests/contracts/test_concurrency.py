"""Runs that GitHub skips must not take the place of runs that wait.

GitHub puts a run into its concurrency group before it looks at the conditions of its jobs, and
cancels the run that waits there. So a run that will do nothing must be in a group of its own.
https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency
"""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from tests.contracts.conditions import SWITCHES, evaluated, situations, skips
from tests.contracts.test_workflows import WORKFLOWS, workflow

GROUPED: Final = [file.name for file in WORKFLOWS if "concurrency" in workflow(file.name)]


def groups(document: Mapping[Any, Any], switch: str) -> tuple[set[str], set[str]]:
    """The groups of runs in which a job runs, and of those that GitHub skips."""
    first = [job for job in document["jobs"].values() if "needs" not in job]
    given = [{**one, "vars": dict.fromkeys(SWITCHES, switch)} for one in situations(document[True])]
    none = f"${{{{ {' && '.join(map(skips, first))} }}}}"
    asked = [(text, one) for text in (none, document["concurrency"]["group"]) for one in given]
    found = evaluated(asked)
    pairs = list(zip(found[: len(given)], found[len(given) :], strict=True))
    return {it for skip, it in pairs if skip == "false"}, {
        it for skip, it in pairs if skip == "true"
    }


@pytest.mark.parametrize("switch", ["true", ""])
@pytest.mark.parametrize("file", GROUPED)
def test_a_skipped_run_cancels_none_that_waits(file: str, switch: str) -> None:
    running, skipped = groups(workflow(file), switch)
    assert running | skipped
    assert running & skipped == set()


def test_such_a_fault_would_be_found() -> None:
    """CI that failed starts a run that is skipped, in the group of releases."""
    document = workflow("deploy-backend.yml")
    document["concurrency"]["group"] = "deploy-production"
    running, skipped = groups(document, "true")
    assert running == skipped == {"deploy-production"}


def test_releases_and_rollbacks_never_run_beside_each_other() -> None:
    of_releases, _ = groups(workflow("deploy-backend.yml"), "true")
    of_rollbacks, _ = groups(workflow("rollback.yml"), "true")
    assert of_releases == of_rollbacks == {"deploy-production"}


def test_commands_that_wait_all_run() -> None:
    assert workflow("run-command.yml")["concurrency"]["queue"] == "max"
