"""Previews listed, reaped and destroyed: what nobody needs goes, and nothing of it is left."""

import json
from typing import Any

import pytest

from tests.previews.operators import COMMIT, Operator
from tests.previews.visits import get

OPEN, CLOSED, MERGED, OWN = 1, 2, 3, 4
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
