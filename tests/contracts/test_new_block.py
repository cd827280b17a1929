"""A block is added by the files that CONTRIBUTING.md names, and by nothing else."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import PRODUCTION, WITHIN, environment

ROOT = Path(__file__).parents[2]
NEW = Path(__file__).parent / "new_block"
MOST_FILES = 5
MADE = ("node_modules", "dist", "static", "media", "private", "*.sqlite3", "__pycache__")
EXPORT = """
import django; django.setup()
from django.core.management import call_command
call_command("export_openapi_schema", api="api.urls.api", output="../frontend/openapi.json")
call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
"""


def written(folder: Path) -> set[str]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {str(path.relative_to(folder)) for path in files}


def test_the_recipe_names_every_file_and_at_most_five() -> None:
    recipe = (
        (ROOT / "CONTRIBUTING.md").read_text().partition("## Add a block")[2].partition("##")[0]
    )
    named = re.findall(r"^\| `(\S+NAME\S+)` \|", recipe, re.MULTILINE)
    assert {name.replace("NAME", "quotation") for name in named} == written(NEW)
    assert len(named) <= MOST_FILES


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of this project with the new block."""
    for name in ("backend", "frontend", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns(*MADE))
    for name in ("pyproject.toml", ".python-version"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(NEW, tmp_path, dirs_exist_ok=True)
    for name in ("frontend/node_modules", "tests/services/node_modules"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def run(folder: Path, *words: str, **variables: str) -> None:
    environ = environment("ci", PRODUCTION, {"DB_ENGINE": "django.db.backends.sqlite3"}, variables)
    finished = subprocess.run(
        words, cwd=folder, env=environ, capture_output=True, text=True, timeout=WITHIN
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_a_block_of_these_files_is_in_the_api_and_in_the_site(project: Path) -> None:
    frontend, tools = project / "frontend", ROOT / "frontend/node_modules/.bin"
    run(project / "backend", sys.executable, "-c", EXPORT, LOCAL_DATA_DIR=str(project))
    run(frontend, "npm", "run", "--silent", "types")
    run(frontend, str(tools / "tsc"), "--noEmit")
    run(frontend, str(tools / "vite"), "build", "--logLevel", "error")
    run(frontend, str(tools / "vitest"), "run", "tests/quotation.test.tsx", "tests/blocks.test.tsx")
    tests = ("tests/content/test_quotation.py", "tests/content/test_blocks.py")
    run(project, sys.executable, "-m", "pytest", *tests, "-k", "quotation or every_block_is_in")
    assert "quotation" in (frontend / "openapi.json").read_text()
    styles = (frontend / "dist/assets").glob("index-*.css")
    assert any(".quotation" in style.read_text() for style in styles)
