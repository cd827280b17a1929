"""Previews listed, reaped and destroyed: what nobody needs goes, and nothing of it is left."""

import json
from typing import Any

import pytest

from delivery.preview import teardown
from delivery.preview.settings import PreviewSettings
from delivery.preview.teardown import Receipt
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say
from delivery.tools.stages import Preview
from tests.previews.operators import COMMIT, Operator
from tests.previews.visits import get
from tests.services.aws import REGION
from tests.services.iam import ACCOUNT
from tests.standins.faults import Plan

OPEN, CLOSED, MERGED, OWN, STUCK, RUIN = 1, 2, 3, 4, 5, 6
SECOND = "b" * 40


@pytest.fixture(scope="module")
def previews(light: Operator) -> list[dict[str, Any]]:
    """Two that every test leaves as they are."""
    return [light.deploy(number) for number in (OPEN, CLOSED)]


def stages(operator: Operator) -> dict[str, dict[str, Any]]:
    found = json.loads(operator.run("preview", "list", "--json").stdout)
    return {one["stage"]: one for one in found}


def test_list_and_reap_explain_each_and_a_dry_run_does_nothing(
    light: Operator, previews: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = stages(light)
    assert (found["pr-1"]["commit"], found["pr-1"]["pull_request"]) == (COMMIT, "open")
    assert found["pr-1"]["idle_days"] < 1
    assert found["pr-1"]["parts"]["secret"] == 4
    monkeypatch.setitem(light.github.pulls, CLOSED, "closed")  # whose close event never came
    ended = light.run("preview", "reap", "--dry-run")
    assert "pr-1: kept, its pull request is open" in ended.stderr
    assert "pr-2: destroying, its pull request is closed" in ended.stderr
    count = len(found)
    assert f"{count} previews: 1 would be destroyed, {count - 1} kept" in ended.stdout
    assert stages(light).keys() == found.keys()
    assert get(f"{previews[1]['url']}/health/")[0] == 200


@pytest.mark.usefixtures("previews")
def test_reap_without_github_destroys_nothing(light: Operator) -> None:
    before = stages(light)
    ended = light.run("preview", "reap", GITHUB_TOKEN="")
    assert ended.returncode == 1
    assert "Nothing was destroyed." in ended.stderr
    ended = light.run("preview", "reap", GITHUB_TOKEN="wrong")
    assert (ended.returncode, "GitHub returned 401" in ended.stderr) == (1, True)
    assert stages(light).keys() == before.keys()


def test_reap_destroys_what_nobody_closed_to_nothing_left(
    light: Operator, previews: list[dict[str, Any]]
) -> None:
    for commit in (COMMIT, SECOND):
        light.deploy(MERGED, commit=commit)
    found = stages(light)
    assert found["pr-3"]["commit"] == SECOND
    count = len(found)
    light.github.pulls[MERGED] = "merged"
    ended = light.run("preview", "reap")
    assert ended.returncode == 0, ended.stderr
    assert "pr-3: 11 found, 0 left" in ended.stdout, ended.stdout
    assert f"{count} previews: 1 destroyed, {count - 1} kept" in ended.stdout
    states = [
        [one["state"] for one in deployment["statuses"]]
        for deployment in light.github.deployments
        if deployment["environment"] == "pr-3"
    ]
    assert states == [["success", "inactive"]] * 2
    assert get(f"{previews[0]['url']}/health/")[0] == 200


def test_what_cannot_be_listed_or_removed_does_not_keep_the_rest(light: Operator) -> None:
    """The role is kept as long as its function: Lambda needs it to remove the function."""
    light.deploy(STUCK)
    cloud = light.account.cloud
    cloud.begin_run()
    found = stages(light)["pr-5"]["parts"]
    (listed,) = [name for name in cloud.begin_run() if name.startswith("logs:DescribeLogGroups")]
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:itg-backend-pr-5"
    deleted = f"lambda:DeleteFunction {arn}"
    cloud.plan(Plan("refused", frozenset({f"{listed} #1", f"{deleted} #1"})))
    ended = light.run("preview", "destroy", str(STUCK), "--json")
    assert len(cloud.relent()) == 2
    receipt = json.loads(ended.stdout)
    assert ended.returncode == 1
    assert receipt["found"].keys() == found.keys() - {"log"}
    assert receipt["left"].keys() == {"function", "log", "role"}
    assert len(receipt["failures"]) == 2
    ended = light.run("preview", "destroy", str(STUCK))
    assert (ended.returncode, "0 left" in ended.stdout) == (0, True), ended.stderr


def test_a_preview_that_cannot_be_destroyed_does_not_keep_the_others(
    light: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = teardown.destroy

    def destroy(stage: Preview, settings: PreviewSettings, say: Say) -> Receipt:
        if stage.number == RUIN:
            raise DeliveryError("Writing the lease: no.", "Wait.")
        return real(stage, settings, say)

    for number in (RUIN, STUCK):
        light.deploy(number)
        monkeypatch.setitem(light.github.pulls, number, "merged")
    monkeypatch.setattr(teardown, "destroy", destroy)
    ended = light.run("preview", "reap")
    assert ended.returncode == 1
    assert "Run the command again to remove what is left of pr-6." in ended.stderr
    assert stages(light).keys() >= {"pr-6"}
    assert "pr-5" not in stages(light)
    monkeypatch.setattr(teardown, "destroy", real)
    assert light.run("preview", "reap").returncode == 0
    assert "pr-6" not in stages(light)


def test_destroyed_twice_nothing_is_left_twice(light: Operator) -> None:
    light.deploy(OWN)
    light.account.cloud.begin_run()
    ended = light.run("preview", "destroy", str(OWN))
    assert (ended.returncode, "0 left" in ended.stdout) == (0, True), ended.stderr
    asked = [
        name
        for name in light.account.cloud.begin_run()
        if name.startswith("lambda:Invoke ") and "provisioner" in name
    ]
    assert len(asked) == 3, "each takes seconds: before, to drop the database, and after"
    ended = light.run("preview", "destroy", str(OWN))
    assert (ended.returncode, ended.stdout) == (0, "pr-4: 0 found, 0 left\n")
    assert "pr-4" not in stages(light)
