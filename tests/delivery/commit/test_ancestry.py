"""A commit that is older than what serves is not deployed; asked of a real repository."""

import json
import subprocess
from pathlib import Path

import pytest

from delivery import cli
from delivery.aws import lambda_functions
from delivery.commit import ancestry
from delivery.smoke import probes
from tests.contracts.test_workflows import steps, workflow

FIRST, LATER, BESIDE = "first", "later", "beside"


@pytest.fixture
def commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Two on main and one on a branch of the first; the working directory is their repository."""
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    git("init", "--quiet", "--initial-branch", "main")
    found = {FIRST: commit(FIRST), LATER: commit(LATER)}
    git("checkout", "--quiet", "-b", BESIDE, found[FIRST])
    return {**found, BESIDE: commit(BESIDE)}


def git(*words: str) -> str:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.test", "-c", "commit.gpgsign=false"]
    return subprocess.run(
        ["git", *who, *words], check=True, capture_output=True, text=True
    ).stdout.strip()


def commit(name: str) -> str:
    git("commit", "--quiet", "--allow-empty", "--message", name)
    return git("rev-parse", "HEAD")


def serve(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    """In production and as the provisioner."""
    monkeypatch.setenv("API_BASE_URL", "https://api.innovatetogrow.test")
    body = json.dumps({"version": version})
    monkeypatch.setattr(probes, "get", lambda url: (200, {}, body))
    monkeypatch.setattr(lambda_functions, "variables", lambda name: {"APP_VERSION": version})


@pytest.mark.parametrize("against", ["production", "provisioner"])
@pytest.mark.parametrize(
    ("wanted", "serving", "code"),
    [(FIRST, LATER, 1), (LATER, FIRST, 0), (LATER, LATER, 0), (BESIDE, LATER, 0)],
)
def test_only_an_ancestor_of_what_serves_is_refused(
    commits: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    against: str,
    wanted: str,
    serving: str,
    code: int,
) -> None:
    serve(monkeypatch, commits[serving])
    assert cli.main(["commit", "check", commits[wanted], "--against", against]) == code


@pytest.mark.parametrize("serving", ["0123456789abcdef" * 2 + "01234567", "--all", "nonsense"])
def test_what_the_history_does_not_hold_is_refused_with_a_remedy(
    commits: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    serving: str,
) -> None:
    serve(monkeypatch, serving)
    assert cli.main(["commit", "check", commits[LATER], "--against", "production"]) == 1
    assert "git fetch --unshallow" in capsys.readouterr().err


def test_the_first_deployment_has_nothing_to_be_compared_with(
    commits: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(monkeypatch, "")
    assert cli.main(["commit", "check", "HEAD", "--against", "provisioner"]) == 0
    monkeypatch.setattr(probes, "get", lambda url: (0, {}, "nothing: refused"))
    assert ancestry.of_production("https://api.innovatetogrow.test") == ""


@pytest.mark.parametrize(
    ("file", "against", "deploys"),
    [
        ("deploy-backend.yml", "production", "release prepare"),
        ("deploy-frontend.yml", "production", "site deploy"),
        ("preview-provisioner.yml", "provisioner", "provisioner deploy"),
    ],
)
def test_every_workflow_that_deploys_main_asks_first(file: str, against: str, deploys: str) -> None:
    runs = [(step.get("run", ""), step) for _, step in steps(file)]
    (asks,) = [at for at, (run, _) in enumerate(runs) if f"--against {against}" in run]
    assert asks < next(at for at, (run, _) in enumerate(runs) if deploys in run)
    assert runs[asks][1]["if"] == "${{ !inputs.older }}"
    assert runs[0][1]["with"]["fetch-depth"] == 0
    assert workflow(file)[True]["workflow_dispatch"]["inputs"]["older"]["default"] is False
