"""What prepared data is made from, so that it is used only while none of it changed.

A change here that is missed costs a wrong result, one too many costs half a minute: in doubt a
file counts. Whatever is pending in a kept database is applied again when the tests copy it.
"""

import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.services.kept import ROOT, fingerprint

# What a run makes below backend/, and code that no database is made by.
NOT_SOURCES: Final = frozenset({"__pycache__", "delivery", "static", "media", "private"})
# Migrations, what they are told, what runs after them, and the command that runs them.
SCHEMA_FOLDERS: Final = frozenset({"migrations", "settings", "staff"})
SCHEMA_FILES: Final = frozenset(
    {"models.py", "apps.py", "environment.py", "parsers.py", "variables.py", "words.py"}
)
MAKERS: Final = ("prepared.py", "commands.py", "databases.py", "services/postgres.py")
LOCKS: Final = ("requirements.txt", "tests/services/package-lock.json")


def key_of_schema(root: Path = ROOT) -> str:
    """Of a migrated database."""
    return key(root, of_schema(root))


def key_of_sample(root: Path = ROOT) -> str:
    """Of a migrated database with the sample site, whatever app its pages come from."""
    return key(root, of_sample(root))


def key(root: Path, files: Iterator[Path]) -> str:
    return fingerprint(root, files, platform.python_version(), platform.machine())


def of_sample(root: Path) -> Iterator[Path]:
    yield from (root / "tests" / name for name in MAKERS)
    yield from (root / name for name in LOCKS)
    backend = root / "backend"
    for path in backend.glob("*/**/*"):
        if path.is_file() and not NOT_SOURCES & set(path.relative_to(backend).parts):
            yield path


def of_schema(root: Path) -> Iterator[Path]:
    backend = root / "backend"
    for path in of_sample(root):
        inside = path.is_relative_to(backend)
        folders = set(path.relative_to(root).parts)
        if not inside or SCHEMA_FOLDERS & folders or path.name in SCHEMA_FILES:
            yield path
