"""What a run by act keeps of its steps, and for later runs."""

import subprocess
from pathlib import Path

import pytest

from tests.rehearsal.runs import Run, Runner
from tests.rehearsal.workflows import ACTIONS, FOLDER, Workflow

FAILS = """
on: push
jobs:
  fails:
    runs-on: ubuntu-24.04
    steps:
      - name: Count and fail
        run: |
          seq 3000
          exit 3
"""


CACHES = """
on: push
jobs:
  caches:
    runs-on: ubuntu-24.04
    steps:
      - id: cache
        uses: {cache}
        with:
          path: made.txt
          key: key-{key}
          restore-keys: key-
      - if: steps.cache.outputs.cache-hit == 'true'
        run: echo found $(cat made.txt)
      - if: steps.cache.outputs.cache-hit != 'true'
        run: |
          test ! -e made.txt || echo instead of $(cat made.txt)
          echo {key} > made.txt
          echo made {key}
      - if: {fails}
        run: exit 1
"""
CACHE = next(name for name in ACTIONS if name.startswith("actions/cache@"))


@pytest.fixture
def world(tmp_path: Path) -> Path:
    folder = tmp_path / "world"
    folder.mkdir()
    return folder


def carried_out(world: Path, words: str) -> Run:
    seat = world.with_name("seat")
    file = seat / FOLDER / "one.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(words)
    subprocess.run(["git", "init", "--quiet", seat], check=True)
    run = Run(1, Workflow(seat, file.name), "push", {}, "refs/heads/main", "0" * 40, {})
    Runner(world, {}).carry_out(run, seat, {}, {}, {}, lambda line: None)
    return run


def test_the_last_lines_of_a_failed_step_are_not_lost(world: Path) -> None:
    """Act alone stopped at line 184 of them, or 310, or 2,261."""
    failed = carried_out(world, FAILS).failed()
    assert failed
    assert (failed.name, failed.lines[-2:]) == ("Count and fail", ["2999", "3000"])


def test_a_job_that_succeeds_leaves_its_cache_to_later_runs(world: Path) -> None:
    """One that fails does not, nor is a cache written again that was found."""

    def read(key: str, fails: str = "false") -> list[str]:
        run = carried_out(world, CACHES.format(cache=CACHE, key=key, fails=fails))
        return [line for step in run.steps for line in step.lines]

    missing = "Cache not found for input keys: key-a, key-"
    assert read("a", fails="true") == [missing, "made a"]
    assert read("a") == [missing, "made a"]
    assert read("a") == ["found a"]
    assert read("b") == ["instead of a", "made b"]
