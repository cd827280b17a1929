"""Exits with 0 when nothing is found, 1 when something is, 2 when something cannot be audited."""

import os
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.audit import node_packages, python_packages, secrets
from tests.audit.findings import AuditFailedError, Report, outdated
from tests.contracts.generated import LOCKS, NPM

ROOT: Final = Path(__file__).parents[2]
PROGRAMS: Final = ROOT / "build/audit/bin"
NOTHING, FOUND, FAILED = range(3)


def main(root: Path = ROOT, osv: str = python_packages.OSV) -> int:
    """Every part is audited, also when one before it failed."""
    return max(vulnerabilities(root, osv), leaked(root))


def vulnerabilities(root: Path, osv: str) -> int:
    accepted = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["audit"]["accepted"]
    print("Known vulnerabilities")
    reports: list[Report] = []
    failed = False
    for part in (of_python, of_node):
        try:
            reports += part(root, osv)
        except AuditFailedError as error:
            failed = True
            print(f"  not audited: {error}")
    left = [report.without(accepted) for report in reports]
    lines = [line for report in left for line in report.lines()]
    if not failed:
        lines += outdated(accepted, reports)
    for line in lines:
        print(line)
    found = len(lines) > len(left)
    return FAILED if failed else FOUND if found else NOTHING


def of_python(root: Path, osv: str) -> Iterator[Report]:
    program = PROGRAMS / "pip-audit"
    with TemporaryDirectory() as folder:
        python_packages.prove(Path(folder), program, osv)
    for name in LOCKS:
        yield python_packages.audit(root / name, name, program, osv)


def of_node(root: Path, _osv: str) -> Iterator[Report]:
    with TemporaryDirectory() as folder:
        node_packages.prove(Path(folder))
    for name in NPM:
        yield node_packages.audit(root / name, name)


def leaked(root: Path) -> int:
    print("\nSecrets in files")
    try:
        found = list(secrets.found_in(root, PROGRAMS / "detect-secrets"))
    except AuditFailedError as error:
        print(f"  not audited: {error}")
        return FAILED
    count = secrets.tracked(root)
    print("\n  ".join([f"{count} files, {len(found) or 'none'} found", *found]))
    return FAILED if not count else FOUND if found else NOTHING


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
