"""A build waits for another one, recovers from one that was killed, and gives the same bytes."""

import fcntl
import hashlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.delivery.fixtures import ROOT, TOOLS, Package, environment

BUILD = """
import sys
from pathlib import Path
from delivery.package import build
from delivery.tools.console import say
build.build(Path(sys.argv[1]), say, build.BuildPaths(folder=Path(sys.argv[2])))
"""


@pytest.fixture
def folder(runtime_packages: Path) -> Iterator[Path]:
    """A folder for builds, apart from that of `make package`, with the same runtime packages."""
    with TemporaryDirectory(prefix="package-", dir=ROOT / "build") as folder:
        Path(folder, "runtime").symlink_to(runtime_packages)
        yield Path(folder)


def test_a_build_waits_survives_a_kill_and_is_the_same_again(
    package: Package, folder: Path, tmp_path: Path
) -> None:
    """Byte for byte the kept package, after a build that was killed half-way.

    So this also fails when a package is kept although what it is made from has changed.
    """
    output = tmp_path / "package.zip"
    output.write_text("the last good one")
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        killed = build(output, folder)
        wait_for(killed, "Another build is running; waiting for it")
    wait_for(killed, "Package: running Zappa")
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert [path.name for path in tmp_path.iterdir()] == ["package.zip"]
    assert output.read_text() == "the last good one"

    again = build(output, folder)
    _, said = again.communicate()
    assert again.returncode == 0, said
    assert "Runtime packages: unchanged" in said
    assert digest(output) == digest(package.archive) == package.report["sha256"]
    assert sorted(path.name for path in folder.iterdir()) == [
        *("dependencies.sha256", "dependencies.zip", "lock", "runtime")
    ]


def build(output: Path, folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [TOOLS, "-c", BUILD, output, folder],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stderr is not None
    for said in process.stderr:
        if said.strip() == line:
            return
    pytest.fail(f"The build ended without saying: {line}")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
