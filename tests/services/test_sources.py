"""What prepared data is kept for: each change that matters gives another key, others do not."""

import ast
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import sources
from tests.services.kept import ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what both keys are made from, and of some files that neither is."""
    others = ("backend/delivery/tools/errors.py", "tests/news/test_news.py", "README.md")
    for path in {*sources.of_sample(ROOT), *(ROOT / name for name in others)}:
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    return tmp_path


def keys(root: Path) -> tuple[str, str]:
    return sources.key_of_schema(root), sources.key_of_sample(root)


def append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n# changed\n")


BOTH = [
    "requirements.txt",
    "tests/services/package-lock.json",
    "tests/services/postgres.py",
    "tests/prepared.py",
    "backend/content/migrations/0001_initial.py",
    "backend/content/models.py",
    "backend/core/settings/base.py",
    "backend/core/environment.py",
    "backend/core/variables.py",
    "backend/staff/grants.py",
    "backend/staff/apps.py",
]


@pytest.mark.parametrize("name", BOTH)
def test_a_change_to_the_schema_makes_both_again(project: Path, name: str) -> None:
    schema, sample = keys(project)
    append(project / name)
    assert keys(project)[0] != schema
    assert keys(project)[1] != sample


@pytest.mark.parametrize(
    "name",
    [
        "backend/sample/content/about.py",
        "backend/sample/content/pictures.py",
        "backend/content/blocks/hero.py",
        "backend/sample/catalogue/projects.py",
        "backend/sample/management/commands/load_sample_content.py",
    ],
)
def test_a_change_to_the_sample_site_makes_it_again_alone(project: Path, name: str) -> None:
    schema, sample = keys(project)
    append(project / name)
    assert keys(project)[0] == schema
    assert keys(project)[1] != sample


def test_a_picture_is_part_of_the_sample_site(project: Path) -> None:
    before = keys(project)
    append(next((project / "backend/sample/content/pictures").iterdir()))
    assert keys(project)[0] == before[0]
    assert keys(project)[1] != before[1]


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "backend/content/migrations/9999_new.py").touch(),
        lambda root: (root / "backend/content/models.py").unlink(),
        lambda root: shutil.move(root / "backend/news/models.py", root / "backend/news/rows.py"),
        lambda root: shutil.copytree(root / "backend/news", root / "backend/more"),
    ],
    ids=["added", "removed", "renamed", "a new app"],
)
def test_a_file_that_comes_or_goes_makes_both_again(
    project: Path, change: Callable[[Path], None]
) -> None:
    schema, sample = keys(project)
    change(project)
    assert keys(project)[0] != schema
    assert keys(project)[1] != sample


@pytest.mark.parametrize(
    "name", ["backend/delivery/tools/errors.py", "tests/news/test_news.py", "README.md"]
)
def test_a_change_elsewhere_makes_nothing_again(project: Path, name: str) -> None:
    before = keys(project)
    append(project / name)
    assert keys(project) == before


def test_what_a_run_leaves_makes_nothing_again(project: Path) -> None:
    before = keys(project)
    for name in ("content/__pycache__/models.pyc", "media/a.jpg", "static/a.css", "db.sqlite3"):
        path = project / "backend" / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert keys(project) == before


def test_migrations_use_nothing_of_the_project_that_is_not_in_the_schemas_key() -> None:
    """A migration that imports a module would change with it."""
    backend = ROOT / "backend"
    ours = {path.name for path in backend.iterdir() if path.is_dir()}
    known = set(sources.of_schema(ROOT))
    for path in backend.glob("*/migrations/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                if name.partition(".")[0] in ours:
                    module = backend.joinpath(*name.split(".")).with_suffix(".py")
                    assert module in known, f"{path.name} imports {name}: add it to tests.sources"
