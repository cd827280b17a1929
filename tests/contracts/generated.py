"""Compare files that commands write with what they are written from.

``python -m tests.contracts.generated`` says what to run for each file that is behind, and ends with
1. It asks no package index: a lock file must have a fitting version of each direct requirement.
"""

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from packaging.requirements import Requirement

from tests.contracts import environment_document

ROOT: Final = Path(__file__).parents[2]
# The groups of pyproject.toml that each lock file has; "" is what the backend itself needs.
LOCKS: Final = {
    "requirements.txt": ("",),
    "requirements-dev.txt": ("dev",),
    "requirements-delivery.txt": ("delivery",),
    "requirements-audit.txt": ("audit",),
    "requirements-checks.txt": ("checks",),
    "requirements-ministack.txt": ("ministack",),
    "tests/bench/requirements.txt": ("", "bench"),
}
HEADER: Final = "via the following command:\n#    make lock\n"
NPM: Final = ("frontend", "tests/services", "tests/compare")
FROM_PACKAGE: Final = ("dependencies", "devDependencies", "optionalDependencies")


def faults(root: Path) -> Iterator[str]:
    for check in (locks, npm_locks, api_types, backend_files, documents):
        yield from check(root)


def locks(root: Path) -> Iterator[str]:
    """What is wrong with the lock files of Python."""
    project = tomllib.loads((root / "pyproject.toml").read_text())
    groups = {"": project["project"]["dependencies"], **project["dependency-groups"]}
    for name, included in LOCKS.items():
        text = (root / name).read_text()
        pinned = dict(line.split()[0].split("==") for line in text.splitlines() if "==" in line)
        wanted = [Requirement(one) for group in included for one in groups[group]]
        wrong = [one.name for one in wanted if not _meets(pinned, one)]
        if wrong or HEADER not in text:
            yield f"{name} is behind pyproject.toml ({', '.join(wrong)}): run `make lock`."


def _meets(pinned: Mapping[str, str], wanted: Requirement) -> bool:
    return wanted.name in pinned and wanted.specifier.contains(pinned[wanted.name])


def npm_locks(root: Path) -> Iterator[str]:
    for folder in NPM:
        package = _read(root / folder / "package.json")
        locked = _read(root / folder / "package-lock.json")["packages"][""]
        if any(package.get(kind) != locked.get(kind) for kind in FROM_PACKAGE):
            yield f"{folder}/package-lock.json is behind package.json: run `npm install` there."


def _read(path: Path) -> Any:
    return json.loads(path.read_text())


def api_types(root: Path) -> Iterator[str]:
    """Runs the site's own command in a copy of what it reads."""
    site = root / "frontend"
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        (copy / "src").mkdir()
        (copy / "node_modules").symlink_to(site / "node_modules")
        for name in ("package.json", ".prettierrc.json", "openapi.json"):
            shutil.copy(site / name, copy)
        subprocess.run(
            ("npm", "run", "--silent", "types"), cwd=copy, check=True, capture_output=True
        )
        written = (copy / "src/api-types.ts").read_text()
    if written != (site / "src/api-types.ts").read_text():
        yield "frontend/src/api-types.ts is behind frontend/openapi.json: run `make api-types`."


def backend_files(root: Path) -> Iterator[str]:
    """Needs Django's settings; their database is not asked."""
    import django

    django.setup()
    from api.urls import api
    from core.environment import example_file

    document = json.loads(json.dumps(api.get_openapi_schema()))
    if document != _read(root / "frontend/openapi.json"):
        yield "frontend/openapi.json is behind the API: run `make api-types`."
    if (root / ".env.example").read_text() != example_file():
        yield ".env.example is behind the table of variables: run `make variables`."


def documents(root: Path) -> Iterator[str]:
    text = (root / "docs/environment.md").read_text()
    if text != environment_document.rendered(text):
        yield "docs/environment.md is behind the tables of variables: run `make variables`."


if __name__ == "__main__":
    sys.exit("\n".join(faults(ROOT)) or 0)
