"""What is in the zip that Lambda gets, and that it is all Lambda needs."""

import fcntl
import hashlib
import importlib.util
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from delivery.contents import ASKS_GOOGLE
from tests import commands
from tests.databases import database
from tests.delivery.fixtures import CANARY, ROOT, Package, build_command, environment
from tests.delivery.imports import imported, modules
from tests.services.aws import AwsServer
from tests.services.postgres import PostgresServer
from tests.site_fixtures import Seed

MEGABYTES = 45
WORK = ROOT / "build" / "package"
UNCHECKED_HASH = 0b01  # https://peps.python.org/pep-0552/#specification
BUCKET = "itg-packaged"
TOUR = Path(__file__).with_name("tour.py")
# Lambda brings the first three. Without the next two Willow and dateutil go on; without the rest
# urllib3, redis and storages; sheets imports it where it asks Google, which a preview never does.
DONE_WITHOUT = (
    *("boto3", "botocore", "s3transfer", "pillow_heif", "dateutil.zoneinfo"),
    *ASKS_GOOGLE,
)


@pytest.fixture(scope="module")
def names(package: Package) -> list[str]:
    with zipfile.ZipFile(package.archive) as archive:
        return archive.namelist()


def test_is_small(package: Package) -> None:
    assert package.archive.stat().st_size < MEGABYTES * 1_000_000


def test_carries_the_backend_and_its_sample_content(built_package: Path) -> None:
    backend = ROOT / "backend"
    expected = {
        str(path.relative_to(backend))
        for package in ("core", "content", "catalogue", "api")
        for path in (backend / package).rglob("*")
        if path.is_file() and path.suffix in {".py", ".html", ".jpg"}
    }
    assert expected | {"manage.py"} <= {
        str(path.relative_to(built_package)) for path in built_package.rglob("*")
    }


@pytest.mark.parametrize(
    "unwanted",
    [
        *("zappa/", "boto3/", "botocore/", "s3transfer/", "pip/", "setuptools/", "gunicorn/"),
        *("delivery/", "tests/", "media/", "handler.py", "zappa_settings.py", "package_info.json"),
        *("db.sqlite3", "django_zappa_app.py", "__init__.py", "wagtail/test/", "wagtail/tests/"),
    ],
)
def test_carries_nothing_of(unwanted: str, names: list[str]) -> None:
    assert [name for name in names if name.startswith(unwanted)] == []


def test_carries_no_translation_sources_source_maps_or_tests(names: list[str]) -> None:
    assert [name for name in names if name.endswith((".po", ".pot", ".map", "/tests.py"))] == []
    folders = {name: name.split("/")[:-1] for name in names if not name.startswith("django/test/")}
    assert [name for name, above in folders.items() if {"tests", "test"} & set(above)] == []


def test_names_are_sorted_and_dates_and_modes_fixed(package: Package, names: list[str]) -> None:
    assert names == sorted(set(names))
    with zipfile.ZipFile(package.archive) as archive:
        about = {(entry.date_time, entry.external_attr >> 16) for entry in archive.infolist()}
    assert about == {((1980, 1, 1, 0, 0, 0), 0o100644)}


def test_every_module_has_bytecode_that_no_date_makes_stale(built_package: Path) -> None:
    sources = list(built_package.rglob("*.py"))
    assert len(sources) > 2000
    wrong = [source for source in sources if header_of(source) != expected_header()]
    assert wrong == []
    assert len(list(built_package.rglob("*.pyc"))) == len(sources)


def header_of(source: Path) -> bytes:
    cached = Path(importlib.util.cache_from_source(str(source)))
    return cached.read_bytes()[:8] if cached.exists() else b""


def expected_header() -> bytes:
    return importlib.util.MAGIC_NUMBER + UNCHECKED_HASH.to_bytes(4, "little")


def test_python_reads_it_as_bytecode_and_compiles_nothing(built_package: Path) -> None:
    """What Python says of every file it loads; from a folder it may write to, so it could."""
    finished = subprocess.run(
        [sys.executable, "-S", "-v", "-c", "import django; django.setup(); import core.urls"],
        env={
            "PYTHONPATH": str(built_package),
            "DJANGO_SETTINGS_MODULE": "core.settings.dev",
        },
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr[-2000:]
    said = [line for line in finished.stderr.splitlines() if str(built_package) in line]
    assert sum(line.startswith("# code object from") for line in said) > 1000
    compiled = [line for line in said if "code object from" in line and ".pyc" not in line]
    assert compiled + [line for line in said if "# wrote" in line] == []


def test_holds_no_secret_of_the_builds_environment(built_package: Path, package: Package) -> None:
    files = [path for path in built_package.rglob("*") if path.is_file()]
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []
    assert CANARY not in package.said + str(package.report)
    beside = package.archive.with_name("zappa_settings.json").read_text()
    assert CANARY not in beside


def test_names_no_folder_of_the_machine_it_was_built_on(built_package: Path) -> None:
    here = str(ROOT).encode()
    bytecode = built_package.rglob("*.pyc")
    assert [path for path in bytecode if here in path.read_bytes()] == []


def test_no_module_imports_what_was_left_out(built_package: Path) -> None:
    installed = WORK / "runtime" / "lib" / "python3.11" / "site-packages"
    left_out = modules(installed) - modules(built_package)
    assert "django.contrib.gis" in left_out
    missed = {
        (module.split(".")[0], name)
        for module, name in imported(built_package)
        if name in left_out and not name.startswith(DONE_WITHOUT)
    }
    assert missed == set()


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
    assert f"[4/4] Static files: unchanged, {len(files)} uploaded" in bootstrap[0]
    assert "[4/4] Static files: unchanged, 0 uploaded" in bootstrap[1]


@pytest.mark.usefixtures("bootstrap")
def test_everything_of_the_backend_works_in_it(preview_environment: dict[str, str]) -> None:
    said = run_in_package(preview_environment, TOUR)
    faults = [line for line in said.splitlines() if not line.startswith("{")]  # the log is JSON
    assert not faults, "\n".join(faults)


def test_a_build_waits_survives_a_kill_and_is_the_same_again(
    package: Package, tmp_path: Path
) -> None:
    """Byte for byte the first build's zip, after a killed build and with damaged packages."""
    output = tmp_path / "package.zip"
    output.write_text("the last good one")
    with (WORK / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        killed = build(output)
        wait_for(killed, "Another build is at work; waiting for it")
    wait_for(killed, "Package: Zappa at work")
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert [path.name for path in tmp_path.iterdir()] == ["package.zip"]
    assert output.read_text() == "the last good one"

    damaged = WORK / "runtime/lib/python3.11/site-packages/django/__init__.py"
    damaged.write_text("# half of a file")
    again = build(output)
    _, said = again.communicate()
    assert again.returncode == 0, said
    assert "Runtime packages: installing requirements.txt for Lambda" in said
    assert digest(output) == digest(package.archive) == package.report["sha256"]
    assert sorted(path.name for path in WORK.iterdir()) == ["lock", "runtime"]


def build(output: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        build_command(output),
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


def test_its_report_is_of_this_zip(package: Package) -> None:
    rows = package.report["packages"]
    packed = sum(row["packed"] for row in rows) + package.report["directory"]
    assert packed == package.report["packed"] == package.archive.stat().st_size
    assert {"core", "content", "api", "wagtail", "django"} <= {row["name"] for row in rows}
