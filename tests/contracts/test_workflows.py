"""The guide's CI table, row by row, and that every workflow runs what exists."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def workflow(name: str) -> dict[Any, Any]:
    document: dict[Any, Any] = yaml.safe_load((ROOT / ".github/workflows" / name).read_text())
    return document


def steps(name: str) -> list[tuple[str, dict[str, Any]]]:
    jobs = workflow(name)["jobs"]
    return [(job, step) for job, content in jobs.items() for step in content.get("steps", [])]


def commands(job: str) -> list[str]:
    return [step["run"] for name, step in steps("ci.yml") if name == job and "run" in step]


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
        ("django-build", ["make migrate", "make test-backend", "make check-django"]),
        ("backend-db-migration", ["make migrate", "make migrate", "make migrate", "make judge"]),
        ("frontend-build", ["npm ci", "npm run build"]),
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
        if job == "backend-db-migration" and "run" in step
    ]
    before = ("build/previous", None)
    assert ran == [(".", "postgres"), before, (".", None), before]


def test_migrations_run_against_postgresql_16() -> None:
    services = workflow("ci.yml")["jobs"]["backend-db-migration"]["services"]
    assert services["postgres"]["image"] == "postgres:16"


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_versions_are_the_guides(file: Path) -> None:
    for _, step in steps(file.name):
        setup = step.get("uses", "").split("@")[0]
        if setup == "actions/setup-python":
            assert step["with"]["python-version"] == "3.11"
        if setup == "actions/setup-node":
            assert step["with"]["node-version"] == "20"


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_every_action_is_pinned_to_a_commit_and_says_its_version(file: Path) -> None:
    uses = re.findall(r"uses: (.+)", file.read_text())
    ours = [use for use in uses if not use.startswith("./")]
    assert [use for use in ours if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", use)] == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_every_make_target_exists(file: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = re.findall(r"\bmake ([a-z-]+)", file.read_text())
    assert [target for target in named if target not in targets] == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_permissions_are_least_and_every_job_ends(file: Path) -> None:
    document = workflow(file.name)
    assert document["permissions"] in ({"contents": "read"}, {})
    jobs = [job.get("permissions", {}) for job in document["jobs"].values()]
    signed_in = {"contents": "read", "id-token": "write"}
    commenting = {**signed_in, "pull-requests": "write", "deployments": "write"}
    least: tuple[dict[str, str], ...] = ({}, {"contents": "read"}, signed_in, commenting)
    assert [found for found in jobs if found not in least] == []
    endless = [
        name
        for name, job in document["jobs"].items()
        if "uses" not in job and "timeout-minutes" not in job
    ]
    assert endless == []
