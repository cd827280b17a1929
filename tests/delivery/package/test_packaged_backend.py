"""The backend works with what is in the package and what Lambda brings, and nothing else."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import commands
from tests.databases import database
from tests.services.aws import AwsServer
from tests.services.postgres import PostgresServer
from tests.site_fixtures import Seed

BUCKET = "itg-packaged"
TOUR = Path(__file__).with_name("tour.py")


@pytest.fixture(scope="module")
def preview_environment(
    built_package: Path,
    lambda_brings: Path,
    postgres_server: PostgresServer,
    aws_server: AwsServer,
    seed: Seed,
) -> Iterator[dict[str, str]]:
    """What a preview's function is given, and of Python's paths the package's and Lambda's."""
    aws_server.make_bucket(BUCKET)
    with database(postgres_server, template=seed.database) as login:
        yield commands.environment(
            "preview",
            commands.PRODUCTION,
            aws_server.environment_of_clients,
            login.environment,
            {
                "AWS_STORAGE_BUCKET_NAME": BUCKET,
                "DJANGO_SUPERUSER_USERNAME": "packaged",
                "DJANGO_SUPERUSER_PASSWORD": "packaged-and-sound",
                "PYTHONPATH": f"{built_package}:{lambda_brings}",
            },
        )


def run_in_package(environ: dict[str, str], *arguments: str | Path) -> str:
    """What it printed, on a Python that has the package, what Lambda brings, and nothing else."""
    finished = subprocess.run(
        [sys.executable, "-B", "-S", *arguments], env=environ, capture_output=True, text=True
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@pytest.fixture(scope="module")
def bootstrap(built_package: Path, preview_environment: dict[str, str]) -> list[str]:
    """What two bootstraps in a row say."""
    manage = built_package / "manage.py"
    return [run_in_package(preview_environment, manage, "bootstrap") for _ in range(2)]


def test_its_bootstrap_uploads_its_static_files_once(
    built_package: Path, bootstrap: list[str]
) -> None:
    static = built_package / "static"
    files = [path for path in static.rglob("*") if path.is_file() and path.parent != static]
    assert f"[4/5] Static files: unchanged, {len(files)} uploaded" in bootstrap[0]
    assert "[4/5] Static files: unchanged, 0 uploaded" in bootstrap[1]


@pytest.mark.usefixtures("bootstrap")
def test_everything_of_the_backend_works_in_it(preview_environment: dict[str, str]) -> None:
    said = run_in_package(preview_environment, TOUR)
    faults = [line for line in said.splitlines() if not line.startswith("{")]  # the log is JSON
    assert not faults, "\n".join(faults)
