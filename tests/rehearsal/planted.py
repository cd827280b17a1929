"""`python -m tests.rehearsal.planted`: each planted fault must be caught.

Faults are planted one at a time, in a commit or in a setting, and one workflow is started by hand.
A fault is caught if the run is refused, or fails at the right step with a message that names the
fault.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.rehearsal.events import GitHubEvents, Pull
from tests.rehearsal.planted_faults import FAULTS, NUMBER, PREVIEW, REFUSED, Fault
from tests.rehearsal.repository import Repository
from tests.rehearsal.runs import ROOT, Run
from tests.rehearsal.week import Week
from tests.rehearsal.workflows import FOLDER
from tests.rehearsal.world import world
from tests.services.server import ten_ports


@contextmanager
def team(folder: Path) -> Iterator[tuple[Week, str]]:
    """A team's week before its first event, and its first commit."""
    with ten_ports() as port, world(port, folder) as made:
        (made.folder / "work").mkdir()
        repository = Repository(made.remote, made.folder / "work", made.folder / "seats")
        week = Week(made, repository, GitHubEvents(made, repository, lambda line: None))
        yield week, repository.begin()


def plant(fault: Fault, week: Week, base: str) -> Run:
    def edit(root: Path) -> None:
        path = root / FOLDER / fault.file
        text = path.read_text()
        assert fault.old in text, f"{fault.file} has no {fault.old}"
        path.write_text(text.replace(fault.old, fault.new) if fault.old else text)

    week.repository.commit("main", fault.name[:60], edit, base)
    inputs: dict[str, Any] = dict(fault.inputs)
    if fault.inputs is PREVIEW:
        inputs["commit"] = built(week)
    with fault.setting(week.world):
        return week.github.dispatch(fault.file, **inputs)[0]


def built(week: Week) -> str:
    """A pull request's commit that looks as if a run had built it."""
    pull, github = Pull(NUMBER, "motto", "9" * 40, "8" * 40), week.world.github
    github.pulls[NUMBER], github.heads[NUMBER] = "open", pull.told()["head"]
    told = {"id": 1000, "head_sha": pull.head, "event": "pull_request"}
    repository = {"head_repository": {"full_name": pull.repository}}
    ended = {"created_at": "2026-11-01T00:00:00Z", "status": "completed"}
    github.runs = [{**told, "conclusion": "success", **repository, **ended}]
    kept = {"package": "package.zip", "site": "index.html"}
    github.artifacts[1000] = [{"name": name, "expired": False} for name in kept]
    for name, file in kept.items():
        folder = week.world.folder / "artifacts" / "1000" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(b"")
    return pull.head


def caught(fault: Fault, run: Run) -> str:
    """Empty if the fault was caught. Otherwise what happened instead."""
    if fault.step == REFUSED:
        return "" if fault.words in run.refused else f"refused: {run.refused or 'not at all'}"
    if fault.step == "act":
        told = "\n".join(run.unread)
        return "" if fault.words in told else f"act: {told or 'nothing'}"
    failed = run.failed()
    if failed is None:
        return f"{run.conclusion} {run.refused}"
    said = "\n".join(failed.lines)
    if fault.step in failed.name and fault.words in said:
        return ""
    return f"{failed.name}: {said[-300:]}"


def main(words: list[str]) -> int:
    missed, began = 0, time.monotonic()
    first = int(words[0]) if words else 0
    with team(ROOT / "build" / "planted") as (week, base):
        for fault in FAULTS[first:]:
            found = caught(fault, plant(fault, week, base))
            missed += bool(found)
            sys.stdout.write(f"{'MISSED' if found else 'caught'}  {fault.name}: {fault.step}\n")
            sys.stdout.write(f"        {found}\n" if found else "")
            sys.stdout.flush()
    sys.stdout.write(f"{missed} missed, {(time.monotonic() - began) / 60:.1f} minutes\n")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
