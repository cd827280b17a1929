"""The report adds up, on a terminal, in a log and as JSON."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from rich.console import Console

from delivery.package import report
from delivery.package.report import SizeRow


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("wagtail/models.py", "model\n" * 1000)
        zipped.writestr("wagtail/__pycache__/models.cpython-311.pyc", "code" * 500)
        zipped.writestr("dependencies.bytecode", "code" * 700)
        zipped.writestr("wagtail/locale/en/LC_MESSAGES/django.mo", "words" * 100)
        zipped.writestr("psycopg2_binary.libs/libpq-0a.so.5.17", "elf" * 3000)
        zipped.writestr("pydantic-2.14.3.dist-info/METADATA", "Name: pydantic")
        zipped.writestr("static/wagtailadmin/css/core.0a1b.css", "a {}" * 100)
        for number in range(20):
            zipped.writestr(f"small{number:02}.py", "x = 1")
    return path


def test_rows_and_the_list_of_files_add_up_to_the_zip(archive: Path) -> None:
    found = report.report_on(archive)
    for rows in (found.packages, found.kinds):
        assert sum(row.packed for row in rows) + found.directory == archive.stat().st_size
        assert sum(row.size for row in rows) == found.size
        assert sum(row.files for row in rows) == found.files == 27


def test_groups_by_package_and_by_kind(archive: Path) -> None:
    found = report.report_on(archive)
    sizes = {row.name: (row.files, row.size) for row in found.packages}
    assert sizes["wagtail"] == (3, 6000 + 2000 + 500)
    assert sizes["psycopg2_binary"] == (1, 9000)
    assert sizes["package metadata"] == (1, 14)
    assert {row.name: row.files for row in found.kinds} == {
        "Python": 21,
        "bytecode": 2,
        "translations": 1,
        "native libraries": 1,
        "static files": 1,
        "other": 1,
    }


def test_json_is_the_whole_report(archive: Path) -> None:
    found = report.report_on(archive)
    document = json.loads(report.as_json(found))
    assert document["packed"] == archive.stat().st_size
    assert [SizeRow(**row) for row in document["packages"]] == found.packages


@pytest.mark.parametrize("terminal", [True, False])
def test_small_packages_are_one_row(archive: Path, terminal: bool) -> None:
    found = report.report_on(archive)
    text = shown(found, terminal)
    assert "11 others" in text
    assert ("\x1b[" in text) == terminal  # escape codes on a terminal alone
    lines = re.sub(r"\x1b\[[\d;]*m", "", text).splitlines()
    assert max(len(line) for line in lines if "SHA" not in line) <= 80
    assert found.sha256 in lines[-1]


def shown(found: report.Report, terminal: bool) -> str:
    file = io.StringIO()
    report.show(found, Console(file=file, force_terminal=terminal, width=80))
    return file.getvalue()
