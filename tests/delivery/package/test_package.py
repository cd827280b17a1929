"""What is in the zip that Lambda gets."""

import importlib.util
import marshal
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from delivery.package.contents import ASKS_GOOGLE, ASKS_REDIS, REPORTS
from delivery.package.runtime import TASK_ROOT, site_packages
from delivery.package.source import LEFT_OUT
from function.bytecode import FILES, Finder
from tests.delivery.fixtures import CANARY, ROOT, Package
from tests.delivery.imports import imported, modules

MEGABYTES = 35
# Beside a native library of its name, which Python prefers.
NATIVE = {"charset_normalizer/cd.py", "charset_normalizer/md.py"}
UNCHECKED_HASH = 0b01  # https://peps.python.org/pep-0552/#specification
# Lambda brings the first three. Without the next two Willow and dateutil go on; without the rest
# urllib3, redis and storages; sheets imports it where it asks Google, which a preview never does.
# Redis and Oracle are imported where settings name them, and the last two for old kinds of models.
DONE_WITHOUT = (
    *("boto3", "botocore", "s3transfer", "pillow_heif", "dateutil.zoneinfo"),
    *ASKS_GOOGLE,
    *ASKS_REDIS,
    *REPORTS,
    *("django.db.backends.oracle", "pydantic.v1"),
    "aws_lambda_powertools.event_handler.openapi.compat",
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
        "server/",
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
    """The dependencies' part first, then the backend's, which `make package` adds to it."""
    assert len(names) == len(set(names))
    dependencies, own = names.index("dependencies.bytecode"), names.index("backend.bytecode")
    assert dependencies == 0
    for part in (names[1:own], names[own + 1 :]):
        assert part == sorted(part)
    backend = {path.parent.name for path in (ROOT / "backend").glob("*/__init__.py")}
    tops = {name.partition("/")[0] for name in names[own + 1 :]}
    assert tops == (backend - LEFT_OUT) | {"manage.py", "static"}
    with zipfile.ZipFile(package.archive) as archive:
        about = {(entry.date_time, entry.external_attr >> 16) for entry in archive.infolist()}
    assert about == {((1980, 1, 1, 0, 0, 0), 0o100644)}


def test_every_module_has_bytecode_of_its_own_source(built_package: Path) -> None:
    sources = {str(path.relative_to(built_package)) for path in built_package.rglob("*.py")}
    assert len(sources) > 2000
    found = modules_of(built_package).values()
    assert {source for source, _ in found} == sources - NATIVE
    for source, code in found:
        assert marshal.loads(code).co_filename == f"{TASK_ROOT}/{source}"  # noqa: S302


def test_what_lambda_imports_first_has_bytecode_that_no_date_makes_stale(
    built_package: Path,
) -> None:
    sources = sorted([*built_package.glob("function/*.py"), *map(built_package.joinpath, NATIVE)])
    assert sorted(built_package.rglob("*.pyc")) == sorted(map(bytecode_of, sources))
    assert {bytecode_of(source).read_bytes()[:8] for source in sources} == {
        importlib.util.MAGIC_NUMBER + UNCHECKED_HASH.to_bytes(4, "little")
    }


def bytecode_of(source: Path) -> Path:
    return Path(importlib.util.cache_from_source(str(source)))


def modules_of(package: Path) -> dict[str, tuple[str, bytes]]:
    """The source and the bytecode of each module, by its name."""
    return {
        name: (source, bytes(found.content[start:end]))
        for found in (Finder(file, package) for file in package.glob(FILES))
        for name, (source, start, end) in found.places.items()
    }


@pytest.fixture
def package_to_write_to(built_package: Path) -> Iterator[Path]:
    """A copy made of links: what is written there does not reach the kept package."""
    with TemporaryDirectory(dir=ROOT / "build") as folder:
        yield Path(shutil.copytree(built_package, Path(folder, "task"), copy_function=os.link))


IMPORT_ALL = """
import sys
from function import bytecode
bytecode.install()
import django
django.setup()
import core.urls, wagtail.admin.urls
for module in list(sys.modules.values()):
    if isinstance(getattr(module, "__loader__", None), bytecode.Loader):
        print(module.__name__, module.__file__)
"""


def test_python_reads_it_as_bytecode_and_compiles_nothing(package_to_write_to: Path) -> None:
    """What Python prints about every file it loads, where it could write bytecode of its own."""
    finished = subprocess.run(
        [sys.executable, "-S", "-v", "-c", IMPORT_ALL],
        env={
            "PYTHONPATH": str(package_to_write_to),
            "DJANGO_SETTINGS_MODULE": "core.settings.dev",
        },
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr[-2000:]
    imported = dict(line.split() for line in finished.stdout.splitlines())
    assert len(imported) > 1000
    assert imported["wagtail.models"] == f"{package_to_write_to}/wagtail/models/__init__.py"
    said = [line for line in finished.stderr.splitlines() if str(package_to_write_to) in line]
    read = [line for line in said if line.startswith("# code object from")]
    assert len(read) == 2  # the package `function` and its module `bytecode`
    assert [line for line in read if ".pyc" not in line] == []
    assert [line for line in said if "# wrote" in line] == []


@pytest.mark.parametrize("damage", ["another Python's", "no"])
def test_without_bytecode_of_this_python_the_sources_are_read(
    package_to_write_to: Path, damage: str
) -> None:
    files = sorted(package_to_write_to.glob(FILES))
    for file in files:
        content = file.read_bytes()
        file.unlink()
        if damage != "no":
            file.write_bytes(b"\0\0\r\n" + content[4:])
    finished = subprocess.run(
        [sys.executable, "-S", "-B", "-c", SHOW_LOADER],
        env={"PYTHONPATH": str(package_to_write_to)},
        capture_output=True,
        text=True,
    )
    assert (finished.stdout, finished.returncode) == ("SourceFileLoader\n", 0), finished.stderr


SHOW_LOADER = """
from function import bytecode
bytecode.install()
import sqlparse
print(type(sqlparse.__loader__).__name__)
"""


def test_holds_no_secret_of_the_builds_environment(built_package: Path, package: Package) -> None:
    files = [path for path in built_package.rglob("*") if path.is_file()]
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []
    assert CANARY not in package.said + str(package.report)
    beside = package.archive.with_name("zappa_settings.json").read_text()
    assert CANARY not in beside


def test_names_no_folder_of_the_machine_it_was_built_on(built_package: Path) -> None:
    here = str(ROOT).encode()
    files = [*built_package.glob(FILES), *built_package.rglob("*.pyc")]
    assert len(files) > 2
    assert [path for path in files if here in path.read_bytes()] == []


def test_no_module_imports_what_was_left_out(built_package: Path, runtime_packages: Path) -> None:
    left_out = modules(site_packages(runtime_packages)) - modules(built_package)
    assert "django.contrib.gis" in left_out
    missed = {
        (module.split(".")[0], name)
        for module, name in imported(built_package)
        if name in left_out and not name.startswith(DONE_WITHOUT)
    }
    assert missed == set()


def test_its_report_is_of_this_zip(package: Package) -> None:
    rows = package.report["packages"]
    packed = sum(row["packed"] for row in rows) + package.report["directory"]
    assert packed == package.report["packed"] == package.archive.stat().st_size
    assert {"core", "content", "api", "wagtail", "django"} <= {row["name"] for row in rows}
