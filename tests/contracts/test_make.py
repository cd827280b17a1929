"""What `make run` says, before it installs anything, on a machine where it cannot work."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts import python_version

ROOT = Path(__file__).parents[2]


VERSION = python_version.version()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A clone in which nothing has been installed."""
    project = tmp_path / "project"
    project.mkdir()
    for name in ("Makefile", ".python-version"):
        shutil.copy(ROOT / name, project)
    return project


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A PATH that holds what every machine has, the project's Python and a Node 20."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "make", "cat", "awk", "find", "test", "touch", "node"):
        (folder / name).symlink_to(str(shutil.which(name)))
    (folder / f"python{VERSION}").symlink_to(sys.executable)
    return folder


def make(project: Path, programs: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(programs / "make"), *words],
        cwd=project,
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def sentence(finished: subprocess.CompletedProcess[str]) -> str:
    """What is said, without make's own last line."""
    assert finished.returncode == 2
    assert finished.stdout == "", "something was installed first"
    said, last = finished.stderr.strip().splitlines()
    assert last.startswith("make: ***")
    return said


def test_a_missing_python(project: Path, programs: Path) -> None:
    (programs / f"python{VERSION}").unlink()
    assert sentence(make(project, programs, "run")).startswith(
        f"Python {VERSION} is missing: install it (for example 'uv python install {VERSION}'"
    )


def test_another_python_does_not_pass_for_it(project: Path, programs: Path) -> None:
    (programs / f"python{VERSION}").unlink()
    other = programs / "python3"
    other.write_text("#!/bin/sh\nexit 1\n")
    other.chmod(0o755)
    assert sentence(make(project, programs, "run")).startswith(f"Python {VERSION} is missing")


@pytest.mark.parametrize("version", [None, "18.20.8", "20.18.3"])
def test_a_missing_node(project: Path, programs: Path, version: str | None) -> None:
    use_node(programs, version)
    assert sentence(make(project, programs, "run")) == (
        "Node 20.19 or newer is missing: install it (for example 'nvm install 20') "
        "so that node is on PATH."
    )


@pytest.mark.parametrize("version", ["20.19.0", "22.0.0", "100.1.0"])
def test_a_newer_node(project: Path, programs: Path, version: str) -> None:
    use_node(programs, version)
    made = make(project, programs, "tools")
    assert made.returncode == 0, made.stderr


def use_node(programs: Path, version: str | None) -> None:
    """Let this machine's Node say that it is of that version."""
    node = programs / "node"
    real = node.readlink()
    node.unlink()
    if version:
        said = f"Object.defineProperty(process, 'versions', {{ value: {{ node: '{version}' }} }});"
        (programs / "said.cjs").write_text(said)
        node.write_text(f'#!/bin/sh\nexec {real} --require {programs / "said.cjs"} "$@"\n')
        node.chmod(0o755)


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port(project: Path, programs: Path, taken: int) -> None:
    assert sentence(make(project, programs, "run", f"PORT={taken}")) == (
        f"Port {taken} is taken or not a port: choose another with 'make run PORT=8001'."
    )


@pytest.mark.parametrize("port", ["web", "70000", "-1", ""])
def test_no_port_at_all(project: Path, programs: Path, port: str) -> None:
    assert "is taken or not a port" in sentence(make(project, programs, "run", f"PORT={port}"))


@pytest.mark.parametrize("target", ["test", "test-quick", "test-browser", "test-core", "check"])
def test_every_command_for_tests_and_checks_can_be_made(target: str) -> None:
    finished = subprocess.run(
        ["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    if target.startswith("test"):
        suite = "-m tests.suite" + target.removeprefix("test").replace("-", " ")
        assert finished.stdout.splitlines()[-1].endswith(suite)
