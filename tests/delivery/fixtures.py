"""The package as `make package` builds it, and unzipped as Lambda has it."""

import json
import os
import platform
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from core.variables import VARIABLES
from delivery.package import build, zappa
from delivery.tools.build_folder import one_at_a_time
from tests.delivery import ingredients
from tests.services.kept import kept
from tests.services.lambda_runtime import link_what_lambda_brings

ROOT: Final = Path(__file__).parents[2]
TOOLS: Final = ROOT / "build" / "tools" / "bin" / "python"
CANARY: Final = "canary-that-sings-in-no-package"
SECRETS: Final = {row.name: f"{CANARY}-{row.name}" for row in VARIABLES if row.secret}
BUILD_SECONDS: Final = 600
SLOW: Final = frozenset({"kept_package", "runtime_packages", "cross_site"})


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
def kept_package(tools: Path) -> Iterator[Path]:
    """A folder with the package, its report, what the build printed, and ``task`` for Lambda's
    /var/task. Kept between runs: see ``tests.services.kept``.
    """
    how = Path(__file__).read_text()  # how it is built, below
    ids = json.dumps(
        zappa.Account.read(os.environ).values()
    )  # they are in the settings beside the package
    with kept("package", ingredients.key(ROOT, tools.parents[1], how, ids), make_package) as folder:
        yield folder


def make_package(folder: Path) -> None:
    """Build where every secret is in the environment, as in a careless workflow."""
    archive = folder / "package.zip"
    built = subprocess.run(
        build_command(archive), env=environment(**SECRETS), capture_output=True, text=True
    )
    assert built.returncode == 0, built.stderr
    (folder / "report.json").write_text(built.stdout)
    (folder / "said.txt").write_text(built.stderr)
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(folder / "task")


@pytest.fixture(scope="session")
def package(kept_package: Path) -> Package:
    report, said = ((kept_package / name).read_text() for name in ("report.json", "said.txt"))
    return Package(kept_package / "package.zip", json.loads(report), said)


@pytest.fixture(scope="session")
def built_package(kept_package: Path) -> Path:
    """The package unzipped: what Lambda has in /var/task."""
    return kept_package / "task"


@pytest.fixture(scope="session")
def runtime_packages(tools: Path) -> Path:
    """The environment that builds take their packages from, intact."""
    project = build.BuildPaths()
    with pytest.MonkeyPatch.context() as patch, one_at_a_time(project.folder, print):
        patch.setattr(sys, "executable", str(tools))
        build.ensure_runtime(project, print)
    return project.runtime


@pytest.fixture(scope="session")
def lambda_brings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what Lambda's Python has beside the package, and nothing else."""
    return link_what_lambda_brings(tmp_path_factory.mktemp("runtime"))
