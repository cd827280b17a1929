"""`make check` notices each file that is behind what it is made from."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contracts import generated
from tests.contracts.generated import LOCKS, NPM, ROOT

Check = Callable[[Path], Iterator[str]]
FILES = (
    *("pyproject.toml", ".env.example", "docs/environment.md", *LOCKS),
    *(f"{folder}/{name}" for folder in NPM for name in ("package.json", "package-lock.json")),
    *(f"frontend/{name}" for name in (".prettierrc.json", "openapi.json", "src/api-types.ts")),
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of every file that is compared."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "frontend/node_modules").symlink_to(ROOT / "frontend/node_modules")
    return tmp_path


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("check", "name", "old", "new", "fault"),
    [
        (generated.locks, "pyproject.toml", '"psutil>=7"', '"psutil>=999"', "psutil"),
        (generated.locks, "requirements-dev.txt", "make lock", "uv pip compile", "make lock"),
        (generated.npm_locks, "frontend/package.json", '"vite": "^', '"vite": "~', "npm install"),
        (generated.backend_files, ".env.example", "DB_NAME", "DATABASE", "make variables"),
        (generated.documents, "docs/environment.md", "PostgreSQL port", "Port", "make variables"),
        (generated.backend_files, "frontend/openapi.json", "HeroBlock", "Hero", "make api-types"),
    ],
)
def test_a_file_that_is_behind(
    check: Check, name: str, old: str, new: str, fault: str, project: Path
) -> None:
    assert list(check(project)) == []
    change(project / name, old, new)
    (said,) = check(project)
    assert fault in said


@pytest.mark.processes
def test_types_that_are_behind(project: Path) -> None:
    assert list(generated.api_types(project)) == []
    change(project / "frontend/openapi.json", "HeroBlock", "BannerBlock")
    assert len(list(generated.api_types(project))) == 1
