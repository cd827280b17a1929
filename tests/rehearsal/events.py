"""GitHub's side of the week: which workflows an event starts, from which commit, and who may.

This applies GitHub's rules that act does not know, before a job starts: environments, tokens, and
runs that other runs start.
https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
"""

import json
import re
from collections.abc import Iterator, Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass, field
from itertools import count
from threading import BoundedSemaphore, Event
from typing import Any, Final

from tests.rehearsal import workflows
from tests.rehearsal.repository import Repository
from tests.rehearsal.runs import Print, Run, Runner
from tests.rehearsal.workflows import Job, Workflow
from tests.rehearsal.world import World
from tests.standins.github import REPOSITORY

MAIN: Final = "refs/heads/main"
AT_ONCE: Final = 3  # runs, of all events together; with 2, two cores idle a quarter of the time
# Each later run of these would do the same once more; what they start goes on as after a success.
ONCE: Final = {
    *("push ci.yml", "pull_request ci.yml", "workflow_run preview-provisioner.yml"),
    *("pull_request compare.yml", "workflow_run compare-comment.yml"),
}
# Jobs that do the same at a push and at a pull request. The others know the commit before.
ALIKE: Final[Mapping[str, Set[str]]] = {
    "pull_request ci.yml": {"lint", "django-build", "frontend-build"}
}
# They deliver nothing. One takes an hour, and one asks databases on the internet.
NOT_REHEARSED: Final = {"faults.yml", "audit.yml"}
FORK: Final = "mallory/to-grow"
QUEUE: Final = re.compile(r"^  queue: max.*\n", re.M)


@dataclass
class Pull:
    """``base`` is a commit of main. ``repository`` is the fork's, if it is from a fork."""

    number: int
    branch: str
    head: str
    base: str
    repository: str = REPOSITORY

    def told(self) -> dict[str, Any]:
        """As in events and in the API."""
        owner = {"login": self.repository.partition("/")[0]}
        repo = {"full_name": self.repository, "owner": owner}
        head = {"ref": self.branch, "sha": self.head, "repo": repo}
        base = {"ref": "main", "sha": self.base, "repo": {"full_name": REPOSITORY}}
        return {"number": self.number, "head": head, "base": base, "state": "open"}


@dataclass
class GitHubEvents:
    world: World
    repository: Repository
    say: Print
    runs: list[Run] = field(default_factory=list)
    known: set[str] = field(default_factory=set)  # by event and file: not run again, see ONCE
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    places: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE))
    interrupted: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        self.runner = Runner(self.world.folder, self.world.environment())

    def beside(self) -> "GitHubEvents":
        """The same GitHub, for events that happen at the same time. Its ``runs`` are theirs."""
        other = copy(self)
        other.runs = []
        return other

    @property
    def main(self) -> str:
        return self.repository.run("git", "-C", self.repository.remote, "rev-parse", MAIN)

    def push(self, commit: str, before: str) -> list[Run]:
        """To main."""
        payload = {"ref": MAIN, "before": before, "after": commit, **self.common()}
        return self.start("push", payload, MAIN, commit, about("main", commit), branch="main")

    def pull_request(self, pull: Pull, action: str) -> list[Run]:
        """Its workflows come from its branch; those of `pull_request_target` come from main."""
        self.world.github.pulls.setdefault(pull.number, "open")
        self.world.github.heads[pull.number] = pull.told()["head"]
        told = pull.told()
        payload = {"action": action, "number": pull.number, "pull_request": told, **self.common()}
        head = about(pull.branch, pull.head, pull.repository)
        if action == "closed":
            self.world.github.pulls[pull.number] = "merged"
            return self.start(
                "pull_request_target", payload, MAIN, self.main, head, branch="main", action=action
            )
        found = self.start(
            "pull_request_target", payload, MAIN, self.main, head, branch="main", action=action
        )
        merge = self.repository.merge(pull.number, pull.head, pull.base)
        ref = f"refs/pull/{pull.number}/merge"
        kinds = {"branch": "main", "action": action}
        return found + self.start("pull_request", payload, ref, merge, head, **kinds)

    def schedule(self, file: str) -> list[Run]:
        """Start the schedule of the workflow in this file, and others with the same schedule."""
        found: list[Run] = []
        for time in Workflow(self.repository.seat(self.main, MAIN), file).times():
            payload = {"schedule": time, **self.common()}
            head = about("main", self.main)
            found += self.start("schedule", payload, MAIN, self.main, head, schedule=time)
        return found

    def public(self) -> list[Run]:
        """The repository was private until now."""
        self.world.github.repository["private"] = False
        head = about("main", self.main)
        return self.start("public", self.common(), MAIN, self.main, head)

    def dispatch(self, file: str, **inputs: Any) -> list[Run]:
        """By hand, on main."""
        payload = {"inputs": inputs, "ref": MAIN, **self.common()}
        head = about("main", self.main)
        return self.start("workflow_dispatch", payload, MAIN, self.main, head, file=file)

    def followed(self, run: Run) -> list[Run]:
        """The runs that a run starts, always from main."""
        return [*self.started_by(run, "in_progress"), *self.started_by(run, "completed")]

    def started_by(self, run: Run, action: str) -> list[Run]:
        told = {
            "id": run.number,
            "conclusion": run.conclusion,
            "event": run.event,
            "head_sha": run.head["commit"],
            "head_branch": run.head["branch"],
            "head_repository": {"full_name": run.head["repository"]},
        }
        payload = {"action": action, "workflow_run": told, **self.common()}
        head = about("main", self.main)
        return self.start(
            *("workflow_run", payload, MAIN, self.main, head),
            branch=run.head["branch"],
            action=action,
            workflow=run.workflow.name,
        )

    def common(self) -> dict[str, Any]:
        repository = {"full_name": REPOSITORY, "default_branch": "main", "name": "to-grow"}
        return {"repository": repository, "sender": {"login": "ada"}}

    def start(
        self,
        event: str,
        payload: Mapping[str, Any],
        ref: str,
        commit: str,
        head: Mapping[str, Any],
        file: str = "",
        branch: str = "main",
        **kinds: str,
    ) -> list[Run]:
        """The event's runs, as many at a time as there are places, and all that they start."""
        seat = self.repository.seat(commit, ref)
        runs = [
            Run(next(self.numbers), workflow, event, payload, ref, commit, head)
            for workflow in workflows.every(seat)
            if file in {"", workflow.file}
            and workflow.file not in NOT_REHEARSED
            and workflow.starts_at(event, branch, **kinds)
        ]
        pool = ThreadPoolExecutor()
        try:
            return [run for found in pool.map(self.through, runs) for run in found]
        except KeyboardInterrupt:
            self.interrupted.set()
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    def through(self, run: Run) -> list[Run]:
        """Carry it out. Returns it and all runs that it starts; after Ctrl-C none starts."""
        with self.places:
            if self.interrupted.is_set():
                return []
            self.runs.append(run)
            self.carry_out(run)
        return [run, *self.followed(run)]

    def carry_out(self, run: Run) -> None:
        self.say(f"  {run.workflow.name} ({run.workflow.file}), by {run.event}")
        if (what := f"{run.event} {run.workflow.file}") in ONCE and what in self.known:
            run.conclusion = "success"
            self.say(f"    {run.workflow.short} is not run again: it is the same as before")
            return
        self.known.add(what)
        alike = ALIKE.get(what, set()) if f"push {run.workflow.file}" in self.known else set()
        if alike:
            self.say(f"    not run again, as at a push: {', '.join(sorted(alike))}")
        if reasons := [*run.workflow.faults(), *self.refusals(run)]:
            run.refused, run.conclusion = "; ".join(reasons), "failure"
            self.say(f"    {run.workflow.short} is refused: {run.refused}")
            return
        environment = run.workflow.environment
        held = self.world.variables
        secrets = {**self.world.secrets[""], **self.world.secrets.get(environment, {})}
        if run.event == "pull_request":
            secrets = self.world.secrets[""]
        claims = {job.name: self.claims(run, job) for job in run.workflow.jobs()}
        seat = self.repository.seat(run.commit, run.ref)
        self.fit_to_act(run.workflow, alike)
        variables = {**held.get("", {}), **held.get(environment, {})}
        self.runner.carry_out(run, seat, variables, secrets, claims, self.say)
        self.told(run)
        self.say(f"  {run.workflow.name}: {run.conclusion} after {run.seconds:.0f} s")

    def fit_to_act(self, workflow: Workflow, alike: Set[str]) -> None:
        """The copy that is run has no services, which act starts in Docker only.

        Nor has it jobs whose failure is none of the run's, which act does not know. The one that
        there is needs a Python that this machine may not have. Nor has it the jobs ``alike``, or a
        longer queue, which act takes for a mistake.
        """
        file = workflow.root / workflows.FOLDER / workflow.file
        file.write_text(QUEUE.sub("", file.read_text()))
        document = workflow.document
        jobs = document["jobs"]
        left_out = alike | {name for name, job in jobs.items() if job.get("continue-on-error")}
        with_services = [job for job in jobs.values() if job.pop("services", None)]
        if not left_out and not with_services:
            return
        document["jobs"] = without(jobs, left_out)
        for job in with_services:
            job["env"] |= {
                "DB_HOST": self.world.ci.host,
                "DB_PORT": str(self.world.ci.port),
                "DB_PASSWORD": self.world.ci.password,
            }
        file.write_text(json.dumps(document))

    def told(self, run: Run) -> None:
        """The run in the API, after its end."""
        github, folder = self.world.github, self.world.folder / "artifacts" / str(run.number)
        github.runs.append(
            {
                "id": run.number,
                "head_sha": run.head["commit"],
                "event": run.event,
                "status": "completed",
                "conclusion": run.conclusion,
                "head_repository": {"full_name": run.head["repository"]},
                "created_at": run.created_at,
            }
        )
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        github.artifacts[run.number] = [{"name": name, "expired": False} for name in names]

    def refusals(self, run: Run) -> Iterator[str]:
        """Environments that this ref may not use, or that do not exist."""
        for job in run.workflow.jobs():
            if not job.environment:
                continue
            known = self.world.github.environments.get(job.environment)
            if known is None:
                yield f"{job.environment} would be a new environment without any protection"
            elif run.ref.removeprefix("refs/heads/") not in known["branches"]:
                yield f"{run.ref} may not deploy to {job.environment}"

    def claims(self, run: Run, job: Job) -> dict[str, str] | None:
        """Claims of the job's token. None if the job may not request one."""
        if job.permissions.get("id-token") != "write":
            return None
        subject = f"environment:{job.environment}" if job.environment else f"ref:{run.ref}"
        prefix = self.world.github.subject["sub_claim_prefix"]
        of_github = "token.actions.githubusercontent.com"
        return {
            f"{of_github}:aud": "sts.amazonaws.com",
            f"{of_github}:sub": f"{prefix}:{subject}",
            f"{of_github}:ref": run.ref,
            f"{of_github}:job_workflow_ref": (
                f"{REPOSITORY}/.github/workflows/{job.file}@{run.ref}"
            ),
        }


def without(jobs: Mapping[str, Any], names: Set[str]) -> dict[str, Any]:
    """The other jobs, which do not wait for these."""
    found = {name: job for name, job in jobs.items() if name not in names}
    for job in found.values():
        needs = job.get("needs", [])
        waits_for = [needs] if isinstance(needs, str) else needs
        job["needs"] = [name for name in waits_for if name not in names]
    return found


def about(branch: str, commit: str, repository: str = REPOSITORY) -> dict[str, str]:
    return {"branch": branch, "commit": commit, "repository": repository}
