"""How the runs of an event go on together, and that none starts after Ctrl-C."""

import os
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.rehearsal.events import GitHubEvents
from tests.rehearsal.repository import Repository
from tests.rehearsal.runs import Run
from tests.rehearsal.workflows import FOLDER

MEETS = """
on:
  push:
jobs:
  meets:
    runs-on: ubuntu-24.04
    steps:
      - name: Wait for the other run
        run: |
          touch {folder}/{own}
          for try in $(seq 600); do test -e {folder}/{other} && exit 0; sleep 0.1; done
          exit 1
"""
INTERRUPTS = """
on:
  push:
jobs:
  interrupts:
    runs-on: ubuntu-24.04
    steps:
      - run: kill -INT {process}
"""
FOLLOWS = """
on:
  repository_dispatch:
jobs:
  follows:
    runs-on: ubuntu-24.04
    steps:
      - run: exit 0
"""


class Events(GitHubEvents):
    """Without an account, which these runs do not need. A push starts a dispatch at its end."""

    def carry_out(self, run: Run) -> None:
        seat = self.repository.seat(run.commit, run.ref)
        self.runner.carry_out(run, seat, {}, {}, {}, self.say)

    def followed(self, run: Run) -> list[Run]:
        if run.event != "push":
            return []
        if run.workflow.short == "interrupts":
            assert self.interrupted.wait(60)
        return self.start("repository_dispatch", {}, run.ref, run.commit, {})


@pytest.fixture
def github(tmp_path: Path) -> Events:
    remote, work = tmp_path / "remote.git", tmp_path / "work"
    for kind, folder in (("--bare", remote), ("--initial-branch=main", work)):
        subprocess.run(["git", "init", "--quiet", kind, folder], check=True)
    repository = Repository(remote, work, tmp_path / "seats")
    repository.git("remote", "add", "origin", str(remote))
    world: Any = SimpleNamespace(folder=tmp_path / "world", environment=dict)
    world.folder.mkdir()
    return Events(world, repository, lambda line: None)


def push(github: Events, **workflows: str) -> list[Run]:
    folder = github.repository.work / FOLDER
    folder.mkdir(parents=True)
    for name, words in workflows.items():
        (folder / f"{name}.yml").write_text(words)
    commit = github.repository.commit("main", "Begin")
    return github.start("push", {}, "refs/heads/main", commit, {})


def test_two_runs_of_an_event_go_on_at_the_same_time(github: Events, tmp_path: Path) -> None:
    first = MEETS.format(folder=tmp_path, own="first", other="second")
    second = MEETS.format(folder=tmp_path, own="second", other="first")
    runs = push(github, first=first, second=second)
    assert [run.conclusion for run in runs] == ["success", "success"]


def test_a_run_starts_what_follows_it(github: Events, tmp_path: Path) -> None:
    first = MEETS.format(folder=tmp_path, own="first", other="first")
    runs = push(github, first=first, follows=FOLLOWS)
    assert [run.workflow.short for run in runs] == ["first", "follows"]


def test_after_ctrl_c_nothing_follows(github: Events) -> None:
    with pytest.raises(KeyboardInterrupt):
        push(github, interrupts=INTERRUPTS.format(process=os.getpid()), follows=FOLLOWS)
    assert [run.workflow.short for run in github.runs] == ["interrupts"]
