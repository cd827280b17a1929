"""The package as `make package` builds it: once for all tests, and unzipped as Lambda has it."""

import fcntl
import json
import os
import platform
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from core.environment import VARIABLES
from tests.services.lambda_runtime import link_what_lambda_brings

ROOT: Final = Path(__file__).parents[2]
TOOLS: Final = ROOT / "build" / "tools" / "bin" / "python"
CANARY: Final = "canary-that-sings-in-no-package"
SECRETS: Final = {row.name: f"{CANARY}-{row.name}" for row in VARIABLES if row.secret}
BUILD_SECONDS: Final = 600
SLOW: Final = frozenset({"package", "built_package", "cross_site"})


@dataclass(frozen=True)
class Package:
    """A finished build: the zip, the report on stdout and what was said on stderr."""

    archive: Path
    report: dict[str, Any]
    said: str


def build_command(output: Path) -> list[str | Path]:
    return [TOOLS, "-m", "delivery", "package", "--json", "--output", output]


def environment(**variables: str) -> Mapping[str, str]:
    return {**os.environ, **variables, "PYTHONPATH": str(ROOT / "backend")}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test to ask for the package or for the site waits for its build."""
    for item in items:
        if SLOW & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.timeout(BUILD_SECONDS))


@pytest.fixture(scope="session")
def tools() -> Path:
    """The Python of the environment that delivers."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        pytest.skip("the package is built on Linux x86_64 alone, as Lambda runs it")
    assert TOOLS.with_name("zappa").exists(), "Run `make services`, which installs what delivers."
    return TOOLS


@pytest.fixture(scope="session")
def package(tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Package:
    """Built once for all workers, where every secret is in the environment as in a careless
    workflow.
    """
    folder = folder_of_all_workers(tmp_path_factory) / "package"
    folder.mkdir(exist_ok=True)
    archive, report, said = (folder / name for name in ("package.zip", "report.json", "said.txt"))
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not archive.exists():
            built = subprocess.run(
                build_command(archive), env=environment(**SECRETS), capture_output=True, text=True
            )
            assert built.returncode == 0, built.stderr
            report.write_text(built.stdout)
            said.write_text(built.stderr)
    return Package(archive, json.loads(report.read_text()), said.read_text())


def folder_of_all_workers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def built_package(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package unzipped: what Lambda has in /var/task."""
    task = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(package.archive) as archive:
        archive.extractall(task)
    return task


@pytest.fixture(scope="session")
def lambda_brings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what Lambda's Python has beside the package, and nothing else."""
    return link_what_lambda_brings(tmp_path_factory.mktemp("runtime"))
