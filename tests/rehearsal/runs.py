"""One run of a workflow by act, which reads its YAML and runs its steps on this machine.

https://nektosact.com
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Timer
from typing import Any, Final

import psutil

from tests.rehearsal.actions import ACTIONS as DONE_BY
from tests.rehearsal.actions import CLAIMS, WORLD
from tests.rehearsal.workflows import ACTIONS, FOLDER, Workflow, short_name
from tests.services import guard

ROOT: Final = Path(__file__).parents[2]
ACT: Final = Path(sys.executable).with_name("act")
RUNNER: Final = "ubuntu-24.04"
SECONDS: Final = 1800  # a run that hangs is ended then
LAST_LINES: Final = 25
COMMIT: Final = re.compile(r"@[0-9a-f]{40}$")  # of a pinned action
# What the test suite itself shows is not shown here again: a small part of each command runs. And
# a release that does not serve what it should gets little time to become right.
SMALL: Final = {
    "CHECKS": "ruff",
    "COMPARE_PAGES": "2",
    "PYTEST_ADDOPTS": "-k test_kept_headers",  # they need no database, which the step before made
    "SMOKE_WITHIN": "10",
    "TESTS": "tests/menu.test.tsx",
    "WORKERS": "0",
}
MATRIX: Final = {"part": "sqlite"}
# act stops reading as soon as a command has failed, so what it printed last may be lost. More than
# a terminal and act hold can only be written once all before it was read. It ends no line.
BASH: Final = """
{bash} "$@"
code=$?
[ $code = 0 ] || printf '%300000s' ''
exit $code
"""
Print = Callable[[str], None]


@dataclass
class Step:
    """``result`` is success, failure or skipped; ``lines`` are what it printed."""

    job: str
    name: str
    result: str = ""
    seconds: float = 0.0
    lines: list[str] = field(default_factory=list)


@dataclass
class Run:
    """A run as GitHub knows it. ``refused`` says why it never started."""

    number: int
    workflow: Workflow
    event: str
    payload: Mapping[str, Any]
    ref: str
    commit: str
    head: Mapping[str, Any]  # branch, commit and repository that the event is about
    created_at: str = field(default_factory=lambda: datetime.now(UTC).isoformat())
    conclusion: str = ""
    refused: str = ""
    seconds: float = 0.0
    jobs: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # what act says of a workflow it cannot read

    def failed(self) -> Step | None:
        """The first step that failed."""
        return next((step for step in self.steps if step.result == "failure"), None)

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if name in step.name), None)


@dataclass
class Runner:
    """What all runs share. Several may run at the same time."""

    world: Path
    environment: Mapping[str, str]

    def __post_init__(self) -> None:
        self.programs = programs(self.world)
        self.actions = actions(self.world)

    def carry_out(
        self,
        run: Run,
        seat: Path,
        variables: Mapping[str, str],
        secrets: Mapping[str, str],
        claims: Mapping[str, Any],
        say: Print,
    ) -> None:
        """``seat`` is a checkout of the commit that the workflow's file is taken from."""
        began = time.monotonic()
        payload = self.world / f"event-{run.number}.json"
        payload.write_text(json.dumps(run.payload))
        given = {**SMALL, **self.environment, CLAIMS: json.dumps(claims), WORLD: str(self.world)}
        given |= {"GITHUB_RUN_ID": str(run.number), "GITHUB_RUN_NUMBER": str(run.number)}
        words: list[str | Path] = [ACT, run.event, "--json", "--eventpath", payload]
        words += ["--workflows", FOLDER / run.workflow.file, "--actor", "ada"]
        words += ["--platform", f"{RUNNER}=-self-hosted"]
        words += pairs("--local-repository", self.actions)
        words += pairs("--matrix", MATRIX, ":")
        words += [*pairs("--env", given), *pairs("--var", variables), *pairs("--secret", secrets)]
        inherited = {key: os.environ[key] for key in ("HOME", "LANG") if key in os.environ}
        inherited["PATH"] = f"{self.programs}:{os.environ['PATH']}"
        trusted = {key: value for key, value in os.environ.items() if "CERT" in key or "CA_" in key}
        with subprocess.Popen(
            words,
            cwd=seat,
            env={**trusted, **inherited, "XDG_CACHE_HOME": str(self.world / "act")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            assert process.stdout
            kill = partial(guard.end, psutil.Process(process.pid), signal.SIGKILL)
            deadline = Timer(SECONDS, kill)
            deadline.start()
            try:
                follow(run, process.stdout, say)
                process.wait()
            finally:
                deadline.cancel()
        run.conclusion = "failure" if process.returncode else "success"
        run.seconds = time.monotonic() - began


def programs(world: Path) -> Path:
    """A folder with a docker, because this machine may have none, and with act's bash."""
    docker = f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -m tests.rehearsal.docker "$@"'
    bash = BASH.format(bash=shutil.which("bash"))
    folder = world / "bin"
    folder.mkdir(exist_ok=True)
    for name, words in (("docker", docker), ("bash", bash)):
        (folder / name).write_text(f"#!/bin/sh\n{words}\n")
        (folder / name).chmod(0o755)
    return folder


def actions(world: Path) -> dict[str, str]:
    """The folder here of each repository of pinned actions."""
    found: dict[str, str] = {}
    for name in ACTIONS:
        path, _, commit = name.partition("@")
        owner, repository, *below = path.split("/")
        folder = world / "actions" / repository
        place = folder.joinpath(*below)
        if not (place / "action.yml").exists():
            place.mkdir(parents=True, exist_ok=True)
            write_action(place, name, path)
        found[f"{owner}/{repository}@{commit}"] = str(folder)
    return found


def write_action(place: Path, name: str, path: str) -> None:
    """An action with the inputs and outputs of the real one. JSON is YAML too."""
    known, short = ACTIONS[name], short_name(path)
    inputs = {key: {"default": value} for key, value in known["inputs"].items()}
    if f"{short}-after" in DONE_BY:
        for what in (short, f"{short}-after"):
            (place / f"{what}.js").write_text(script(what, list(inputs)))
        outputs: dict[str, Any] = {key: {} for key in known["outputs"]}
        runs: dict[str, Any] = {"using": "node20", "main": f"{short}.js"}
        runs |= {"post": f"{short}-after.js", "post-if": "success()"}
    else:
        outputs = {
            key: {"value": f"${{{{ steps.does.outputs.{key} }}}}"} for key in known["outputs"]
        }
        runs = {"using": "composite", "steps": [composite_step(short)]}
    file = {"name": short, "inputs": inputs, "outputs": outputs, "runs": runs}
    (place / "action.yml").write_text(json.dumps(file))


def composite_step(short: str) -> dict[str, Any]:
    return {
        "id": "does",
        "shell": "bash",
        "run": f'"{sys.executable}" -m tests.rehearsal.actions {short}',
        "env": {"INPUTS": "${{ toJSON(inputs) }}", "PYTHONPATH": str(ROOT)},
    }


def script(what: str, inputs: Sequence[str]) -> str:
    """JavaScript, because a composite action can do nothing after the job's steps."""
    words = json.dumps([sys.executable, ["-m", "tests.rehearsal.actions", what]])[1:-1]
    return f"""
const names = {json.dumps(inputs)};
const value = (name) => process.env[`INPUT_${{name.toUpperCase()}}`];
const given = Object.fromEntries(names.map((name) => [name, value(name)]));
const own = {{ INPUTS: JSON.stringify(given), PYTHONPATH: {json.dumps(str(ROOT))} }};
const env = {{ ...process.env, ...own }};
const done = require("child_process").spawnSync({words}, {{ env, stdio: "inherit" }});
process.exitCode = done.status ?? 1;
"""


def pairs(option: str, values: Mapping[str, str], between: str = "=") -> Iterator[str]:
    for key, value in values.items():
        yield from (option, f"{key}{between}{value}")


def follow(run: Run, lines: Iterator[str], say: Print) -> None:
    """Read act's JSON line by line, and report each step when it ends."""
    current: dict[str, Step] = {}
    for line in lines:
        try:
            said = json.loads(line)
        except ValueError:
            run.unread.append(line.rstrip())
            say(f"    act: {line.rstrip()}")
            continue
        job = str(said.get("job", "")).rpartition("/")[2].strip()
        if "jobResult" in said:
            run.jobs[job] = said["jobResult"]
            say(f"    {run.workflow.short} {job}: {said['jobResult']}")
            continue
        if said.get("stage") != "Main":
            continue
        step = current.setdefault(job, Step(job, ""))
        if said.get("raw_output"):
            step.lines = [*step.lines, said["msg"].rstrip("\n")][-500:]
        elif len(said.get("stepID", ())) == 1 and "stepResult" in said:
            step.name, step.result = said["step"].split("\n")[0], said["stepResult"]
            step.seconds = said.get("executionTime", 0) / 1e9
            run.steps.append(current.pop(job))
            if step.result != "skipped":
                say(told(run.workflow, step))


def told(workflow: Workflow, step: Step) -> str:
    """Its line, and its last lines if it failed; together, because other runs print meanwhile."""
    mark = "ok  " if step.result == "success" else "FAIL"
    name = COMMIT.sub("", step.name)[:60]
    lines = [f"    {mark} {step.seconds:6.1f} s  {workflow.short} {step.job}: {name}"]
    if step.result == "failure":
        lines += [f"         | {line}" for line in step.lines[-LAST_LINES:]]
    return "\n".join(lines)
