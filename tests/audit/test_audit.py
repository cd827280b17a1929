"""`make audit` with the real pip-audit, npm and detect-secrets, and databases that are played."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.audit import __main__ as audit
from tests.audit import programs
from tests.audit.databases import Databases, serving, vulnerability

LOCK, FOLDER = "requirements.txt", "frontend"
PINNED = "wagtail==8.0.1 --hash=sha256:" + "0" * 64 + "\n"


@pytest.fixture
def databases(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Databases]:
    with serving() as server:
        monkeypatch.setenv("npm_config_registry", server.url)
        monkeypatch.setenv("npm_config_fetch_retries", "0")
        monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
        yield server


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With two lock files of one package each, and one file that git has."""
    monkeypatch.setattr(audit, "LOCKS", [LOCK])
    monkeypatch.setattr(audit, "NPM", [FOLDER])
    root = tmp_path / "project"
    write_lock(root / FOLDER, "4.17.21")
    (root / LOCK).write_text(PINNED)
    (root / "pyproject.toml").write_text("[tool.audit.accepted]\n")
    (root / "file.txt").write_text("Nothing secret.\n")
    for words in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", "-C", root, *words], check=True)
    return root


def write_lock(folder: Path, lodash: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    top = {"name": "one", "version": "1.0.0", "dependencies": {"lodash": lodash}}
    packages = {"": top, "node_modules/lodash": {"version": lodash}}
    (folder / "package.json").write_text(json.dumps(top))
    (folder / "package-lock.json").write_text(
        json.dumps({**top, "lockfileVersion": 3, "packages": packages})
    )


def run(project: Path, databases: Databases) -> int:
    return audit.main(project, f"{databases.url}/v1/query")


def test_what_is_sound_passes_and_what_is_known_is_told_until_it_is_accepted(
    project: Path, databases: Databases, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project, databases) == audit.NOTHING
    passed = capsys.readouterr().out
    assert (passed.count("none known"), passed.count("none found")) == (2, 1)

    write_lock(project / FOLDER, "4.17.19")
    databases.osv["wagtail"] = [vulnerability("wagtail", "CVE-2026-1", "8.0.2")]
    assert run(project, databases) == audit.FOUND
    found = capsys.readouterr().out
    assert "wagtail 8.0.1 · CVE-2026-1, GHSA-cve-2026-1 · Something is wrong" in found
    assert "lodash 4.17.19 · GHSA-35jh-r3h4-6jhm · Command Injection in lodash" in found

    names = ("CVE-2026-1", "GHSA-35jh-r3h4-6jhm", "CVE-1999-9")
    accepted = "".join(f'{name} = "until the next runtime"\n' for name in names)
    (project / "pyproject.toml").write_text(f"[tool.audit.accepted]\n{accepted}")
    assert run(project, databases) == audit.FOUND
    told = capsys.readouterr().out
    assert "wagtail" not in told
    assert "CVE-1999-9 is accepted in pyproject.toml, but no lock file has it" in told


@pytest.mark.parametrize(
    ("fault", "said"),
    [("down", "not audited: pip-audit said"), ("empty", "knows of no vulnerability of jinja2==2")],
)
def test_a_database_that_is_down_or_knows_nothing_is_no_good_result(
    fault: str,
    said: str,
    project: Path,
    databases: Databases,
    capsys: pytest.CaptureFixture[str],
) -> None:
    databases.status = 503 if fault == "down" else 200
    databases.osv, databases.npm = {}, {}
    assert run(project, databases) == audit.FAILED
    told = capsys.readouterr().out
    assert said in told
    assert told.count("not audited") == 2, "pip-audit and npm, each by itself"


def test_a_database_that_hangs_ends_at_the_deadline(
    project: Path,
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(programs, "SECONDS", 1.0)
    databases.delay = 3600
    assert run(project, databases) == audit.FAILED
    assert "pip-audit was not done after 1 s" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("secret", "what"),
    [
        ("-----BEGIN " + "PRIVATE KEY-----", "Private Key"),
        ("key = 'AKIA" + "QYLPMN5HXMPL7ABC'", "AWS Access Key"),
        ("url = 'postgresql://app:" + "pa55word@db.example.org/app'", "Basic Auth Credentials"),
        ("token = 'ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'", "GitHub Token"),
    ],
)
def test_a_secret_is_named_with_its_line_and_is_not_printed(
    secret: str, what: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "file.txt").write_text(f"first\n{secret}\n")
    assert audit.leaked(project) == audit.FOUND
    told = capsys.readouterr().out
    assert f"file.txt:2: {what}" in told
    assert secret not in told


def test_the_list_of_packages_has_every_one_that_the_lock_file_pins(tmp_path: Path) -> None:
    listed = tmp_path / "sbom.json"
    words: list[str | Path] = [
        audit.PROGRAMS / "python",
        "-W",
        "ignore",
        "-m",
        "cyclonedx_py",
        "requirements",
    ]
    words += [audit.ROOT / "requirements.txt", "--output-format=JSON", f"--output-file={listed}"]
    subprocess.run(words, check=True)
    found = {
        f"{one['name']}=={one['version']}" for one in json.loads(listed.read_text())["components"]
    }
    lock = (audit.ROOT / "requirements.txt").read_text()
    assert found == set(re.findall(r"^[\w.-]+==[\w.]+", lock, re.M))


def test_a_folder_without_files_of_git_was_not_audited(tmp_path: Path) -> None:
    assert audit.leaked(tmp_path) == audit.FAILED
