"""The dependencies' part is made once, and again when it or what it is made from changes."""

import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from delivery.package import dependencies, runtime
from tests.delivery.fixtures import ROOT


@pytest.fixture(autouse=True)
def tools_python(tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tools))


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory, tools: Path) -> Path:
    """Made by Zappa from one small package."""
    root = tmp_path_factory.mktemp("dependencies")
    site = runtime.site_packages(root / "needed") / "small"
    site.mkdir(parents=True)
    (site / "__init__.py").write_text("BYTES = 10\n")
    (root / "installed").mkdir()
    (root / "installed" / runtime.STAMP).write_text("of the lock file")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", str(tools))
        assert ensure(root) == ["Dependencies: running Zappa"]
    return root


@pytest.fixture
def made(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "made"))


def ensure(root: Path) -> list[str]:
    """What it said."""
    said: list[str] = []
    shutil.rmtree(root / "work", ignore_errors=True)
    for name in ("work", "kept"):
        (root / name).mkdir(exist_ok=True)
    settings = root / "work" / "zappa_settings.json"
    settings.write_text((ROOT / "zappa_settings.json").read_text())
    kept = dependencies.ensure(
        *(root / "installed", root / "needed", settings, root / "kept", root / "work", said.append)
    )
    with zipfile.ZipFile(kept) as zipped:
        assert "small/__init__.py" in zipped.namelist()
        assert "handler.py" not in zipped.namelist()
    return said


def test_it_is_found_again(made: Path) -> None:
    assert ensure(made) == ["Dependencies: unchanged"]


def test_every_module_that_packs_it_is_known() -> None:
    names = {path.name for path in dependencies.PACKERS}
    assert {"requirements-delivery.txt", "archive.py", "parts.py", "bytecode.py"} <= names


def cut(root: Path) -> None:
    kept = root / "kept" / dependencies.ZIP
    kept.write_bytes(kept.read_bytes()[:-1])


def change_the_lock(root: Path) -> None:
    (root / "installed" / runtime.STAMP).write_text("of another lock file")


def need_another_file(root: Path) -> None:
    (runtime.site_packages(root / "needed") / "small" / "more.py").write_text("")


def pack_otherwise(root: Path) -> None:
    packer = root / "packer.py"
    packer.write_text("LEVEL = 9")
    dependencies.PACKERS.append(packer)


def interrupt(root: Path) -> None:
    (root / "kept" / dependencies.STAMP).unlink()


CHANGES = [cut, change_the_lock, need_another_file, pack_otherwise, interrupt]


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_made_again_after(
    change: Callable[[Path], None], made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dependencies, "PACKERS", [*dependencies.PACKERS])
    change(made)
    assert ensure(made) == ["Dependencies: running Zappa"]
    assert ensure(made) == ["Dependencies: unchanged"]
