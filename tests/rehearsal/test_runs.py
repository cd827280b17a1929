"""What a run by act keeps of its steps."""

import subprocess
from pathlib import Path

from tests.rehearsal.runs import Run, Runner
from tests.rehearsal.workflows import FOLDER, Workflow

FILE = "fails.yml"
WORDS = """
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


def test_the_last_lines_of_a_failed_step_are_not_lost(tmp_path: Path) -> None:
    """Act alone stopped at line 184 of them, or 310, or 2,261."""
    seat, world = tmp_path / "seat", tmp_path / "world"
    (seat / FOLDER).mkdir(parents=True)
    (seat / FOLDER / FILE).write_text(WORDS)
    world.mkdir()
    subprocess.run(["git", "init", "--quiet", seat], check=True)
    run = Run(1, Workflow(seat, FILE), "push", {}, "refs/heads/main", "0" * 40, {})
    Runner(world, {}).carry_out(run, seat, {}, {}, {}, lambda line: None)
    failed = run.failed()
    assert failed
    assert (failed.name, failed.lines[-2:]) == ("Count and fail", ["2999", "3000"])
