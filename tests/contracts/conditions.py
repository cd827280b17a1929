"""Evaluates the expressions of workflows for runs that GitHub may start, with GitHub's library."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, Final

OWN, FORK = "team/to-grow", "mallory/to-grow"
MAIN, BRANCH = "refs/heads/main", "refs/heads/motto"
CONCLUSIONS: Final = ("success", "failure", "cancelled", "action_required")
LABELS: Final = ("preview", "no-preview", "bug")
SWITCHES: Final = ("PREVIEWS_ENABLED", "SITE_REFRESH_ENABLED", "BACKUP_DRILL_ENABLED")
Situation = dict[str, Any]


def situations(triggers: Mapping[str, Any]) -> Iterator[Situation]:
    """The contexts ``github`` and ``inputs`` of the runs that these triggers may start."""
    for event, about in triggers.items():
        types = (about or {}).get("types", [""]) if isinstance(about, dict) else [""]
        if event == "workflow_run":
            kinds = product(types, CONCLUSIONS, ("push", "pull_request"), (OWN, FORK))
            for action, conclusion, origin, repository in kinds:
                run: dict[str, Any] = {"conclusion": conclusion, "event": origin}
                run |= {"head_branch": "main", "head_repository": {"full_name": repository}}
                yield run_of(event, MAIN, action=action, workflow_run=run)
        elif event == "workflow_dispatch":
            for ref, number in product((MAIN, BRANCH), ("", "7")):
                yield {**run_of(event, ref), "inputs": {"number": number, "stage": "production"}}
        elif event in {"pull_request", "pull_request_target"}:
            for action, label, repository in product(types, LABELS, (OWN, FORK)):
                yield of_pull(event, action, label, repository)
        elif event != "workflow_call":
            yield run_of(event, MAIN)


def of_pull(event: str, action: str, label: str, repository: str = OWN) -> Situation:
    pull = {"head": {"repo": {"full_name": repository}}}
    number = 7 if repository == OWN else 8
    told = {"pull_request": pull, "number": number, "label": {"name": label}}
    return run_of(event, MAIN, action=action, **told)


def run_of(event: str, ref: str, **told: Any) -> Situation:
    github = {"event_name": event, "ref": ref, "repository": OWN, "run_id": "12", "event": told}
    return {"github": github, "inputs": {}}


def evaluated(asked: Sequence[tuple[str, Situation]]) -> list[str]:
    node = shutil.which("node")
    assert node, "Node is not on PATH."
    script = Path(__file__).parents[1] / "services/expressions.mjs"
    ended = subprocess.run(
        [node, script], input=json.dumps(asked), capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 0, ended.stderr
    found: list[str] = json.loads(ended.stdout)
    return found


def skips(job: Mapping[str, Any]) -> str:
    """An expression that is true if GitHub skips the job."""
    condition = str(job.get("if", "true")).strip().removeprefix("${{").removesuffix("}}")
    return f"!({condition})"
