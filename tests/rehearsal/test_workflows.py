"""What the rehearsal reads in the workflows, and refuses before a job starts."""

import re
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.rehearsal import workflows
from tests.rehearsal.actions import ACTIONS as DONE
from tests.rehearsal.events import ALIKE, without
from tests.rehearsal.runs import ROOT
from tests.rehearsal.workflows import ACTIONS, FOLDER, Workflow, short_name

USES: Final = re.compile(r"uses: ([\w-]+(?:/[\w-]+)+@[0-9a-f]{40})")
Edit = Callable[[dict[str, Any]], object]


def test_every_action_of_the_workflows_has_its_inputs_here_and_nothing_else_has() -> None:
    texts = [path.read_text() for path in (ROOT / FOLDER).glob("*.yml")]
    assert {name for text in texts for name in USES.findall(text)} == ACTIONS.keys()
    names = {short_name(name.partition("@")[0]) for name in ACTIONS}
    assert names == {name.removesuffix("-after") for name in DONE}


@pytest.mark.parametrize("path", sorted((ROOT / FOLDER).glob("*.yml")), ids=lambda it: it.stem)
def test_the_workflows_give_actions_what_they_take(path: Path) -> None:
    assert Workflow(ROOT, path.name).faults() == []


def test_an_event_starts_the_workflows_that_ask_for_it() -> None:
    def started(event: str, **kinds: str) -> set[str]:
        return {one.file for one in workflows.every(ROOT) if one.starts_at(event, **kinds)}

    assert started("push", branch="main") == {"ci.yml"}
    assert started("push", branch="motto") == set()
    opened = started("pull_request", branch="main", action="opened")
    assert opened == {"audit.yml", "ci.yml", "compare.yml", "preview-build.yml"}  # of any files
    assert started("pull_request", branch="main", action="closed") == set()
    after_ci = {"branch": "main", "action": "completed", "workflow": "CI"}
    assert started("workflow_run", **after_ci) == {"deploy-backend.yml", "preview-provisioner.yml"}
    assert started("workflow_run", **{**after_ci, "branch": "motto"}) == set()
    closed = started("pull_request_target", branch="main", action="closed")
    assert closed == {"preview-cleanup.yml"}
    opened = started("pull_request_target", branch="main", action="opened")
    assert opened == {"preview-announce.yml"}
    assert started("public", branch="main") == {"preview-revoke.yml"}
    for file in ("preview-cleanup.yml", "faults.yml", "audit.yml"):
        (time,) = Workflow(ROOT, file).times()
        assert started("schedule", schedule=time) == {file}


@pytest.mark.parametrize("what", ALIKE)
def test_no_job_waits_for_one_that_is_not_run_again(what: str) -> None:
    jobs = deepcopy(Workflow(ROOT, what.split()[-1]).document["jobs"])
    assert jobs.keys() >= ALIKE[what]
    left = without(jobs, ALIKE[what])
    assert left.keys() == jobs.keys() - ALIKE[what]
    assert {name for job in left.values() for name in job["needs"]} <= left.keys()


def planted(folder: Path, file: str, edit: Edit) -> Workflow:
    """The workflow with a fault in it."""
    document = yaml.load((ROOT / FOLDER / file).read_text(), workflows.Loader)  # noqa: S506
    edit(document)
    (folder / FOLDER).mkdir(parents=True)
    (folder / FOLDER / file).write_text(yaml.safe_dump(document, sort_keys=False))
    return Workflow(folder, file)


def step_of(document: dict[str, Any], action: str) -> dict[str, Any]:
    steps = [step for job in document["jobs"].values() for step in job["steps"]]
    found: dict[str, Any] = next(step for step in steps if action in step.get("uses", ""))
    return found


@pytest.mark.parametrize(
    ("action", "edit", "fault"),
    [
        (
            "checkout",
            lambda step: step["with"].update({"fetch_depth": 0}),
            "actions/checkout has no input fetch_depth",
        ),
        (
            "configure-aws-credentials",
            lambda step: step["with"].pop("aws-region"),
            "aws-actions/configure-aws-credentials needs the input aws-region",
        ),
        (
            "download-artifact",
            lambda step: step["with"].update({"run_id": "1"}),
            "actions/download-artifact has no input run_id",
        ),
    ],
)
def test_an_input_that_an_action_does_not_have_is_named(
    tmp_path: Path, action: str, edit: Callable[[dict[str, Any]], object], fault: str
) -> None:
    workflow = planted(tmp_path, "preview.yml", lambda document: edit(step_of(document, action)))
    assert workflow.faults() == [fault]


def test_an_action_starts_fast() -> None:
    """A week has some two hundred, each a process of its own; moto alone takes two seconds."""
    words = "import sys, tests.rehearsal.actions; print(sorted({'moto', 'boto3'} & {*sys.modules}))"
    ended = subprocess.run(
        [sys.executable, "-c", words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout == "[]\n"
