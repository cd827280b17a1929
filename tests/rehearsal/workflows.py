"""Reads the workflows as GitHub does before it runs them.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

ACTIONS: Final[Mapping[str, Any]] = json.loads(Path(__file__).with_name("actions.json").read_text())
FOLDER: Final = Path(".github") / "workflows"
READS: Final = re.compile(r"\b(vars|secrets)\.(\w+)")


class Loader(yaml.CSafeLoader):
    """YAML 1.2, in which ``on`` is text, and only ``true`` and ``false`` are booleans."""


Loader.yaml_implicit_resolvers = {
    first: [one for one in found if first in "tTfF" or one[0] != "tag:yaml.org,2002:bool"]
    for first, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Job:
    """``calls`` is the file of the reusable workflow, if the job calls one."""

    file: str
    name: str
    environment: str
    permissions: Mapping[str, str]
    calls: str
    steps: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Workflow:
    """As it is in a checkout, at the file of that name."""

    root: Path
    file: str

    @property
    def short(self) -> str:
        return self.file.removesuffix(".yml")

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = read(self.root / FOLDER / self.file)
        return found

    @property
    def name(self) -> str:
        return str(self.document["name"])

    @property
    def events(self) -> dict[str, Mapping[str, Any]]:
        return {key: value or {} for key, value in self.document["on"].items()}

    def starts_at(
        self, event: str, branch: str = "", action: str = "", workflow: str = "", schedule: str = ""
    ) -> bool:
        """Whether the event starts it, by its branches, types, workflows and schedules."""
        if event not in self.events:
            return False
        if event == "schedule":
            return schedule in self.times()
        wanted = self.events[event] if isinstance(self.events[event], dict) else {}
        kinds = wanted.get("types") or DEFAULT_TYPES.get(event)
        return (
            (not action or not kinds or action in kinds)
            and any(fnmatchcase(branch, one) for one in wanted.get("branches", ["*"]))
            and workflow in wanted.get("workflows", [workflow])
        )

    def times(self) -> list[str]:
        """Its cron lines."""
        return [str(one["cron"]) for one in self.document["on"].get("schedule", [])]

    def jobs(self) -> Iterator[Job]:
        """Its jobs, and the jobs of workflows that they call."""
        for name, job in self.document["jobs"].items():
            environment = job.get("environment") or ""
            if isinstance(environment, dict):
                environment = environment["name"]
            called = str(job.get("uses", "")).rpartition("/")[2]
            permissions = job.get("permissions", self.document.get("permissions"))
            steps = tuple(job.get("steps", ()))
            yield Job(self.file, name, environment, granted(permissions), called, steps)
            if called:
                yield from Workflow(self.root, called).jobs()

    @property
    def environment(self) -> str:
        """The environment that its jobs name."""
        found = {job.environment for job in self.jobs() if job.environment}
        assert len(found) <= 1, f"{self.file} names {found}"
        return next(iter(found), "")

    def faults(self) -> list[str]:
        """Inputs that the pinned actions do not have, and missing inputs that they require."""
        return [fault for job in self.jobs() for step in job.steps for fault in faults_of(step)]


# https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
DEFAULT_TYPES: Final = {"pull_request": ["opened", "synchronize", "reopened"]}


def short_name(path: str) -> str:
    """An action's own: ``checkout`` of ``actions/checkout``, ``cache-save`` of
    ``actions/cache/save``.
    """
    return "-".join(path.split("/")[1:])


def faults_of(step: Mapping[str, Any]) -> Iterator[str]:
    name = step.get("uses", "")
    if not name or name.startswith("./"):
        return
    if name not in ACTIONS:
        yield f"{name} is not an action that the rehearsal knows"
        return
    given = step.get("with") or {}
    for key in given.keys() - ACTIONS[name]["inputs"].keys():
        yield f"{name.partition('@')[0]} has no input {key}"
    for key in set(ACTIONS[name]["required"]) - given.keys():
        if not ACTIONS[name]["inputs"][key]:
            yield f"{name.partition('@')[0]} needs the input {key}"


def granted(permissions: Any) -> Mapping[str, str]:
    return permissions if isinstance(permissions, dict) else {}


@cache
def read(path: Path) -> Any:
    return yaml.load(path.read_text(), Loader=Loader)  # noqa: S506 (a safe loader)


def every(root: Path) -> list[Workflow]:
    return [Workflow(root, path.name) for path in sorted((root / FOLDER).glob("*.yml"))]
