"""Bytes of what the package and the image hold, unpacked, as Lambda's limit counts them.

Neither is built: these are the files that both are made of. Bytecode, which both add to every
source, and the image's base are not counted.
"""

import re
from collections.abc import Iterator, Mapping
from importlib.metadata import distributions
from pathlib import Path
from typing import Final

from delivery.package import contents, source

LOCK: Final = "requirements.txt"
PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)
NOT_IN_THE_IMAGE: Final = frozenset({"delivery", "sample"})  # of container/Dockerfile.dockerignore
LEFT_OUT_SUFFIXES: Final = frozenset({".pyc", ".po", ".pot"})

Sizes = Mapping[str, int]


def sizes(root: Path, site_packages: Path) -> dict[str, int]:
    """By ``package`` and ``image``."""
    installed, code = dict(packages(root, site_packages)), dict(backend(root))
    static = sum(size for name, size in [*installed.items(), *code.items()] if is_static(name))
    needed = {name: size for name, size in installed.items() if contents.is_needed(name)}
    return {
        "package": static + sum(needed.values()) + without(code, source.LEFT_OUT),
        "image": static + sum(installed.values()) + without(code, NOT_IN_THE_IMAGE),
    }


def packages(root: Path, site_packages: Path) -> Iterator[tuple[str, int]]:
    """Files of what the lock names, where it is installed. Other packages may be there as well."""
    wanted = {canonical(name) for name, _ in PINNED.findall((root / LOCK).read_text())}
    for distribution in distributions(path=[str(site_packages)]):
        if canonical(distribution.metadata["Name"]) in wanted:
            for file in distribution.files or []:
                path = site_packages / file
                if ".." not in file.parts and file.suffix != ".pyc" and path.is_file():
                    yield file.as_posix(), path.stat().st_size


def backend(root: Path) -> Iterator[tuple[str, int]]:
    for folder in sorted(found.parent for found in root.glob("backend/*/__init__.py")):
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix not in LEFT_OUT_SUFFIXES:
                yield path.relative_to(root / "backend").as_posix(), path.stat().st_size


def without(code: Sizes, left_out: frozenset[str]) -> int:
    return sum(size for name, size in code.items() if name.partition("/")[0] not in left_out)


def is_static(name: str) -> bool:
    """Whether it is collected, under another name, so that it is there twice."""
    return "/static/" in name and not name.endswith(".map")


def canonical(name: str) -> str:
    """https://packaging.python.org/en/latest/specifications/name-normalization/"""
    return re.sub(r"[-_.]+", "-", name).lower()
