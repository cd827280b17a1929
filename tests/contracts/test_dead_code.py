"""`make check` refuses code that nothing uses, and code of the backend that only tests use."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
USED = "LIMIT = 3\n\n\ndef limited(number):\n    return min(number, LIMIT)\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one function, which the server's settings use."""
    for folder in ("backend", "tests", "container", "build/check"):
        (tmp_path / folder).mkdir(parents=True)
    for name in (".python-version", "Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    (tmp_path / "backend/app.py").write_text(USED)
    (tmp_path / "container/gunicorn.conf.py").write_text("import app\n\napp.limited(2)\n")
    return tmp_path


def check(project: Path) -> str:
    command = ["make", "--old-file", ".venv/dev", "build/check/unused"]
    finished = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=60)
    assert bool(finished.returncode) == bool(finished.stdout), finished.stderr
    return finished.stdout


def test_used_code_passes(project: Path) -> None:
    assert check(project) == ""


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def spare():\n    return 1\n", "unused function 'spare'"),
        ("SPARE = 1\n", "unused variable 'SPARE'"),
        ("class Spare:\n    pass\n", "unused class 'Spare'"),
    ],
)
def test_code_that_nothing_or_only_a_test_uses_is_found(
    code: str, found: str, project: Path
) -> None:
    (project / "backend/spare.py").write_text(code)
    assert found in check(project)
    (project / "tests/test_spare.py").write_text(
        "import spare\n\nspare.spare, spare.SPARE, spare.Spare\n"
    )
    assert found in check(project)
