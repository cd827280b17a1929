"""One line says which Python it is."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

from tests.contracts import python_version
from tests.contracts.python_version import NEXT, ROOT, WRITTEN


def files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return listed.stdout.splitlines()


def test_every_place_has_the_version_of_the_one_line() -> None:
    assert list(python_version.faults(ROOT, files())) == []


def test_another_version_is_a_change_of_one_line(tmp_path: Path) -> None:
    for name in (*WRITTEN, python_version.SOURCE):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    python_version.write(NEXT, tmp_path)
    assert list(python_version.faults(tmp_path, [*WRITTEN])) == []
    assert python_version.version(tmp_path) == NEXT
    assert json.loads((tmp_path / "zappa_settings.json").read_text())["preview"]["runtime"] == (
        f"python{NEXT}"
    )
    assert f"python:{NEXT}-slim" in (tmp_path / "container/Dockerfile").read_text()
    (tmp_path / python_version.SOURCE).write_text("3.12\n")
    assert len(list(python_version.faults(tmp_path, [*WRITTEN]))) == len(WRITTEN)


def test_a_file_that_says_it_for_itself_is_found(tmp_path: Path) -> None:
    shutil.copy(ROOT / python_version.SOURCE, tmp_path)
    for text in ("uses python3.11", "Python 3.12", 'python-version: "3.11"', "cp311"):
        (tmp_path / "new.yml").write_text(text)
        (fault,) = python_version.faults(tmp_path, ["new.yml"])
        assert re.match(r"new\.yml has Python [\d.]+, which \.python-version decides", fault)


def test_the_version_is_one_that_the_project_takes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    oldest = project["requires-python"].removeprefix(">=")
    assert tuple(map(int, oldest.split("."))) <= tuple(
        map(int, python_version.version().split("."))
    )
