"""What the package is made from, so that a kept one is used only while none of it changed."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from delivery.package.source import LEFT_OUT, NOT_CODE
from tests.delivery.imports import imported, module_of
from tests.services.kept import fingerprint

PACKAGING: Final = ("delivery.package.cli", "delivery.package.build", "delivery.package.report")


def key(root: Path, tools: Path, *facts: str) -> str:
    """One hash of the lock, the code, the settings, what packages them, and its versions.

    ``tools`` is the virtual environment that delivers, ``facts`` is what else it depends on.
    """
    backend = root / "backend"
    fixed = [root / "requirements.txt", root / "zappa_settings.json"]
    return fingerprint(
        root,
        {*fixed, *code(backend), *packaging(backend)},
        (tools / "pyvenv.cfg").read_text(),
        *sorted(path.name for path in tools.glob("lib/python*/site-packages/*.dist-info")),
        *facts,
    )


def code(backend: Path) -> Iterator[Path]:
    """The files that ``delivery.package.source.copy`` takes."""
    yield backend / "manage.py"
    for package in (found.parent for found in backend.glob("*/__init__.py")):
        if package.name not in LEFT_OUT:
            yield from files_below(package)


def files_below(package: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(package):
        ignored = NOT_CODE(folder, folders + names)
        folders[:] = [name for name in folders if name not in ignored]
        yield from (Path(folder, name) for name in names if name not in ignored)


def packaging(backend: Path) -> set[Path]:
    """The modules of delivery that build the package, and what they import of it in turn."""
    files = {module_of(path, backend): path for path in (backend / "delivery").rglob("*.py")}
    imports: dict[str, set[str]] = {name: set() for name in files}
    for module, name in imported(backend / "delivery", backend):
        imports[module] |= {found for found in files if f"{name}.".startswith(f"{found}.")}
    found: set[str] = set()
    waiting = [*PACKAGING]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += imports[module]
    return {files[module] for module in found}
