"""The guide's CI table, row by row, and that every workflow runs what exists."""

import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contracts import python_version
from tests.contracts.generated import LOCKS, NPM
from tests.suite.parts import select

ROOT = Path(__file__).parents[2]
NPM_LOCKS = [Path("frontend/package-lock.json"), Path("tests/services/package-lock.json")]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def workflow(name: str) -> dict[Any, Any]:
    document: dict[Any, Any] = yaml.safe_load((ROOT / ".github/workflows" / name).read_text())
    return document


def steps(name: str) -> list[tuple[str, dict[str, Any]]]:
    jobs = workflow(name)["jobs"]
    return [(job, step) for job, content in jobs.items() for step in content.get("steps", [])]


def commands(job: str) -> list[str]:
    return [step["run"] for name, step in steps("ci.yml") if name == job and "run" in step]


def make_has(target: str) -> bool:
    """Whether the Makefile has the target; a part of the tests may be a variable of the matrix."""
    if target == "test-$matrix.part":
        return True  # tests/suite/test_parts.py looks at the matrix
    if target.startswith("test-"):
        return bool(select([target.removeprefix("test-")]))
    return bool(re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M))


def test_ci_runs_on_pushes_to_main_and_on_all_pull_requests() -> None:
    # YAML 1.1 reads the key `on` as true.
    assert workflow("ci.yml")[True] == {"push": {"branches": ["main"]}, "pull_request": None}


@pytest.mark.parametrize(
    ("job", "needs"),
    [
        ("lint", None),
        ("django-build", "lint"),
        ("backend-docker-build", "lint"),
        ("backend-db-migration", ["lint", "backend-docker-build"]),
        ("frontend-build", "lint"),
    ],
)
def test_job_depends_on(job: str, needs: str | list[str] | None) -> None:
    assert workflow("ci.yml")["jobs"][job].get("needs") == needs


def test_lint_is_a_reusable_workflow() -> None:
    assert workflow("ci.yml")["jobs"]["lint"]["uses"] == "./.github/workflows/lint.yml"
    assert "workflow_call" in workflow("lint.yml")[True]


@pytest.mark.parametrize(
    ("job", "does"),
    [
        (
            "django-build",
            ["make migrate", "make test-${{ matrix.part }}", "make check-django"],
        ),
        (
            "backend-db-migration",
            [
                *('docker load --input "$RUNNER_TEMP/image/image.tar"', "make bootstrap-image"),
                *("make migrate", "make migrate-previous", "make migrate", "make compatibility"),
            ],
        ),
        ("frontend-build", ["npm ci", "npm run build", "make test-frontend"]),
    ],
)
def test_job_does(job: str, does: list[str]) -> None:
    assert [command for command in commands(job) if command in does] == does


def test_the_image_is_built_and_kept_as_an_artifact() -> None:
    did = [step for job, step in steps("ci.yml") if job == "backend-docker-build"]
    build = next(step["with"] for step in did if "build-push-action" in step.get("uses", ""))
    kept = next(step["with"] for step in did if "upload-artifact" in step.get("uses", ""))
    assert build["file"] == "container/Dockerfile"
    assert build["outputs"] == f"type=docker,dest={kept['path']}"


def test_migrations_run_from_empty_and_from_the_previous_schema_and_back() -> None:
    ran = [
        (step.get("working-directory", "."), step.get("env", {}).get("DB_NAME"))
        for job, step in steps("ci.yml")
        if job == "backend-db-migration" and step.get("run", "").startswith("make ")
    ]
    empty, here, previous = (".", "postgres"), (".", None), ("build/previous", None)
    assert ran == [empty, empty, here, here, previous]


def test_the_image_that_was_built_is_the_one_that_migrates() -> None:
    of = {
        job: [step for name, step in steps("ci.yml") if name == job]
        for job in ("backend-docker-build", "backend-db-migration")
    }
    build = next(
        step["with"] for step in of["backend-docker-build"] if "tags" in step.get("with", {})
    )
    kept = of["backend-docker-build"][-1]["with"]
    loaded = next(
        step["with"] for step in of["backend-db-migration"] if "download" in step.get("uses", "")
    )
    run = next(s for s in of["backend-db-migration"] if s.get("run") == "make bootstrap-image")
    assert loaded["name"] == kept["name"]
    assert Path(kept["path"]).name == "image.tar"
    assert run["env"]["IMAGE"] == build["tags"]


def test_a_first_push_has_no_previous_commit_to_check_out() -> None:
    job = workflow("ci.yml")["jobs"]["backend-db-migration"]
    previous = [
        step
        for step in job["steps"]
        if "env.PREVIOUS" in str(step.get("with", {})) or step.get("run") == "make migrate-previous"
    ]
    assert len(previous) == 2
    assert {step["if"] for step in previous} == {f"env.PREVIOUS != '{'0' * 40}'"}


@pytest.mark.parametrize("file", ["ci.yml", "faults.yml", "lint.yml"])
def test_every_job_that_installs_keeps_packages_under_the_hashes_of_the_lock_files(
    file: str,
) -> None:
    for job in workflow(file)["jobs"].values():
        runs = [step for step in job.get("steps", []) if "make" in step.get("run", "")]
        kept = [step for step in job.get("steps", []) if "actions/cache@" in step.get("uses", "")]
        assert len(kept) == int(bool(runs))
        for step in kept:
            for lock in ("requirements*.txt", *map(str, NPM_LOCKS)):
                assert f"'{lock}'" in step["with"]["key"]


def test_migrations_run_against_postgresql_16() -> None:
    services = workflow("ci.yml")["jobs"]["backend-db-migration"]["services"]
    assert services["postgres"]["image"] == "postgres:16"


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_versions_are_the_guides(file: Path) -> None:
    for job, step in steps(file.name):
        setup = step.get("uses", "").split("@")[0]
        if setup == "actions/setup-python":
            next_one = {"python-version": python_version.NEXT}
            assert step["with"] == (
                next_one if job == "next-python" else {"python-version-file": ".python-version"}
            )
        if setup == "actions/setup-node":
            assert step["with"]["node-version"] == "20"


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_every_action_is_pinned_to_a_commit_and_says_its_version(file: Path) -> None:
    uses = re.findall(r"\buses: (.+)", file.read_text())
    ours = [use for use in uses if not use.startswith("./")]
    assert [use for use in ours if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", use)] == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_permissions_are_least_and_every_job_ends(file: Path) -> None:
    document = workflow(file.name)
    assert document["permissions"] in ({"contents": "read"}, {})
    jobs = [job.get("permissions", {}) for job in document["jobs"].values()]
    signed_in = {"contents": "read", "id-token": "write"}
    telling = {"contents": "read", "pull-requests": "write", "deployments": "write"}
    reading = {"actions": "read"}
    checking = {"pull-requests": "write", "statuses": "write"}
    least: tuple[dict[str, str], ...] = (
        *({}, {"contents": "read"}, signed_in, signed_in | {"pull-requests": "write"}),
        *(telling, telling | reading, telling | signed_in, telling | signed_in | reading),
        signed_in | reading | checking,
    )
    assert [found for found in jobs if found not in least] == []
    endless = [
        name
        for name, job in document["jobs"].items()
        if "uses" not in job and "timeout-minutes" not in job
    ]
    assert endless == []


def test_every_lock_file_is_updated_every_week_and_audited_when_it_changes() -> None:
    """Dependabot knows folders. ``**/`` in a path of a trigger is also the top folder."""
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())["updates"]
    folders = {
        (one["package-ecosystem"], folder)
        for one in updates
        for folder in one.get("directories", ())
    }
    locks = [("pip", Path(name)) for name in LOCKS]
    locks += [("npm", Path(folder, "package-lock.json")) for folder in NPM]
    patterns = workflow("audit.yml")[True]["pull_request"]["paths"]
    for kind, lock in locks:
        assert (kind, f"/{lock.parent}".replace("/.", "/")) in folders, lock
        assert any(fnmatchcase(f"/{lock}", f"/{one}".replace("/**/", "*/")) for one in patterns), (
            lock
        )
