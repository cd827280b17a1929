"""A kept package is used while nothing it is made from changed, and not a moment longer."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from delivery.package.source import copy
from tests.delivery import ingredients
from tests.delivery.fixtures import ROOT

NOT_COPIED = shutil.ignore_patterns("__pycache__", "media", "private", "static", "*.jpg")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project as far as a package is made from it."""
    root = tmp_path_factory.mktemp("project") / "original"
    shutil.copytree(ROOT / "backend", root / "backend", ignore=NOT_COPIED)
    for name in ("requirements.txt", "zappa_settings.json"):
        shutil.copyfile(ROOT / name, root / name)
    installed = root / "tools/lib/python3.11/site-packages"
    (installed / "zappa-0.63.0.dist-info").mkdir(parents=True)
    (root / "tools/pyvenv.cfg").write_text("version = 3.11.9\n")
    return root


@pytest.fixture
def project(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "project"))


def key(root: Path) -> str:
    return ingredients.key(root, root / "tools")


def add_a_line(name: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        with (root / name).open("a") as file:
            file.write("\n")

    return change


def rename(old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / new).parent.mkdir(parents=True, exist_ok=True)
        (root / old).rename(root / new)

    return change


CHANGES = {
    "lock": add_a_line("requirements.txt"),
    "settings": add_a_line("zappa_settings.json"),
    "code": add_a_line("backend/core/wsgi.py"),
    "start": add_a_line("backend/manage.py"),
    "new module": rename("backend/content/models.py", "backend/content/other.py"),
    "package builder": add_a_line("backend/delivery/package/build.py"),
    "what it imports": add_a_line("backend/delivery/tools/archive.py"),
    "Python": add_a_line("tools/pyvenv.cfg"),
    "Zappa": rename(
        "tools/lib/python3.11/site-packages/zappa-0.63.0.dist-info",
        "tools/lib/python3.11/site-packages/zappa-0.63.1.dist-info",
    ),
}
NO_CHANGES = {
    "another command": add_a_line("backend/delivery/release/sequence.py"),
    "its settings": add_a_line("backend/delivery/release/settings.py"),
    "bytecode": rename("requirements-dev.txt", "backend/core/__pycache__/wsgi.cpython-311.pyc"),
    "database": rename("requirements-dev.txt", "backend/db.sqlite3"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_needs_another_package(
    original: Path, project: Path, change: Callable[[Path], None]
) -> None:
    change(project)
    assert key(project) != key(original)


@pytest.mark.parametrize("change", NO_CHANGES.values(), ids=NO_CHANGES.keys())
def test_what_is_not_in_it_does_not(
    original: Path, project: Path, change: Callable[[Path], None]
) -> None:
    (project / "requirements-dev.txt").touch()
    change(project)
    assert key(project) == key(original)


def test_its_code_is_what_the_build_copies(project: Path, tmp_path: Path) -> None:
    copy(project / "backend", tmp_path / "copied")
    copied = {path.relative_to(tmp_path / "copied") for path in (tmp_path / "copied").rglob("*")}
    expected = {path for path in copied if path.suffix != ".pyc"}
    found = {
        path.relative_to(project / "backend") for path in ingredients.code(project / "backend")
    }
    assert found == {path for path in expected if (project / "backend" / path).is_file()}
