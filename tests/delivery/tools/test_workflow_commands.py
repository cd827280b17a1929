"""What GitHub's runner may take for commands."""

import os
import re
import subprocess
import sys

import pytest

from delivery.tools.errors import DeliveryError
from delivery.tools.progress import step
from tests import commands


def deliver(**variables: str) -> "subprocess.CompletedProcess[str]":
    inherited = {name: os.environ[name] for name in commands.INHERITED if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "delivery", "preview", "deploy", "::add-mask::a"],
        env={**inherited, "PYTHONPATH": str(commands.BACKEND), **variables},
        capture_output=True,
        text=True,
        timeout=commands.WITHIN,
    )


def test_in_a_workflow_the_runner_takes_no_command_from_what_is_printed() -> None:
    """The token to go on is another one each time, and is never printed again."""
    ended = [deliver(GITHUB_ACTIONS="true") for _ in range(2)]
    firsts = {one.stderr.splitlines()[0] for one in ended}
    assert len(firsts) == 2
    for one in ended:
        found = re.match(r"::stop-commands::([0-9a-f]{32})\n", one.stderr)
        assert found
        assert (one.stdout + one.stderr).count(found[1]) == 1


def test_elsewhere_nothing_of_it_is_said() -> None:
    assert "::stop-commands" not in deliver().stderr


def test_in_a_workflow_each_step_is_a_group_of_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Groups do not nest, and what a failed step ends with stands outside of its group."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    said: list[str] = []
    with step(said.append, "Site"), step(said.append, "Site: building"):
        said.append("npm run build")
    with pytest.raises(DeliveryError), step(said.append, "Smoke"):
        raise DeliveryError("It returned 500.", "Read its log.")
    with step(said.append, "Bootstrap"):
        pass
    assert [re.sub(r"[0-9.]+ s", "1 s", line) for line in said] == [
        "##[group]Site",
        "Site: building",
        "npm run build",
        "Site: building: done (1 s)",
        "##[endgroup]",
        "Site: done (1 s)",
        "##[group]Smoke",
        "##[endgroup]",
        "##[group]Bootstrap",
        "##[endgroup]",
        "Bootstrap: done (1 s)",
    ]


def test_elsewhere_a_step_says_its_name() -> None:
    said: list[str] = []
    with step(said.append, "Site"):
        pass
    assert said[0] == "Site"
    assert len(said) == 2
