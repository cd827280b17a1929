"""The environment for Lambda's machine: installed once, and again when damaged."""

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from delivery.package import build, runtime
from delivery.tools.errors import DeliveryError
from tests.delivery.fixtures import ROOT


@pytest.fixture(autouse=True, scope="module")
def tools_python(tools: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", str(tools))
        yield


@pytest.fixture(scope="module")
def lock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The part of requirements.txt about two packages that need no other."""
    pinned = re.compile(r"^(?:anyascii|typing-extensions)==(?:.*\\\n)+.*\n", re.M)
    found = pinned.findall((ROOT / "requirements.txt").read_text())
    assert len(found) == 2
    path = tmp_path_factory.mktemp("lock") / "requirements.txt"
    path.write_text("".join(found))
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, lock: Path) -> Path:
    folder = tmp_path_factory.mktemp("made") / "runtime"
    runtime.make(folder, lock)
    return folder


@pytest.fixture
def installed(made: Path, tmp_path: Path) -> Path:
    """A copy, which the test may damage."""
    return Path(shutil.copytree(made, tmp_path / "runtime", symlinks=True))


def test_holds_the_lock_alone_and_compiled(installed: Path, lock: Path) -> None:
    site = runtime.site_packages(installed)
    tops = {path.name for path in site.iterdir() if path.suffix != ".dist-info"}
    assert {top for top in tops if not top.startswith(("_virtualenv", "__pycache__"))} == {
        "anyascii",
        "typing_extensions.py",
    }
    assert (site / "anyascii/__pycache__/__init__.cpython-311.pyc").exists()
    assert runtime.is_intact(installed, lock)


def cut(site: Path) -> None:
    path = site / "anyascii/__init__.py"
    path.write_bytes(path.read_bytes()[:-1])


def change_a_letter(site: Path) -> None:
    path = site / "anyascii/__init__.py"
    path.write_bytes(path.read_bytes().replace(b"def", b"def ", 1)[:-1])


def remove(site: Path) -> None:
    (site / "anyascii/__init__.py").unlink()


def add(site: Path) -> None:
    (site / "boto3.py").write_text("")


@pytest.mark.parametrize("damage", [cut, change_a_letter, remove, add])
def test_damage_is_noticed_and_made_good_byte_for_byte(
    made: Path, installed: Path, lock: Path, damage: Callable[[Path], None]
) -> None:
    damage(runtime.site_packages(installed))
    assert not runtime.is_intact(installed, lock)

    said: list[str] = []
    build.ensure_runtime(build.BuildPaths(lock=lock, folder=installed.parent), said.append)
    assert said == ["Runtime packages: installing requirements.txt for Lambda"]
    assert runtime.is_intact(installed, lock)
    assert runtime.fingerprint(installed, lock) == runtime.fingerprint(made, lock)


def test_an_intact_one_is_kept(installed: Path, lock: Path) -> None:
    said: list[str] = []
    build.ensure_runtime(build.BuildPaths(lock=lock, folder=installed.parent), said.append)
    assert said == ["Runtime packages: unchanged"]


def test_another_lock_needs_another(installed: Path, lock: Path, tmp_path: Path) -> None:
    changed = tmp_path / "requirements.txt"
    changed.write_text(lock.read_text() + "# one more\n")
    assert not runtime.is_intact(installed, changed)


def test_an_interrupted_installation_is_not_taken_for_one(installed: Path, lock: Path) -> None:
    (installed / runtime.STAMP).unlink()
    assert not runtime.is_intact(installed, lock)


def test_a_package_whose_hash_differs_is_refused(tmp_path: Path, lock: Path) -> None:
    forged = tmp_path / "requirements.txt"
    forged.write_text(re.sub(r"sha256:\w{8}", "sha256:00000000", lock.read_text()))
    with pytest.raises(DeliveryError, match=r"(?s)failed with exit code .*[Hh]ash.*make lock"):
        runtime.make(tmp_path / "runtime", forged)
    assert not runtime.is_intact(tmp_path / "runtime", forged)


def test_a_missing_lock_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match=r"requirements\.txt is missing\. Create it with `make"):
        build.ensure_runtime(build.BuildPaths(lock=tmp_path / "requirements.txt"), print)
