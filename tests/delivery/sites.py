"""The built site, kept between runs until its sources change."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from delivery.site import prerender, sequence
from delivery.site.sequence import build
from tests.services.kept import fingerprint, kept

# What is made from the sources, and what no build reads. What is installed is what the lock says.
NOT_SOURCES: Final = frozenset({"node_modules", "dist", "tests"})


@contextmanager
def built(api: str) -> Iterator[Path]:
    """What ``site.build`` makes for that API. Do not write into it: copy it."""
    with kept("site", key(api), lambda folder: make(api, folder)) as folder:
        yield folder / "dist"


def make(api: str, folder: Path) -> None:
    """By the real function, also in a test that replaces ``sequence.build`` with ``built``."""
    build(api, folder / "dist")


def key(api: str, frontend: Path = sequence.FRONTEND) -> str:
    """One hash of the sources, of how they are built, and of what a build is told."""
    how = "".join(Path(str(one.__file__)).read_text() for one in (sequence, prerender))
    others = {name: text for name, text in os.environ.items() if name != "VITE_API_BASE_URL"}
    told = [f"{name}={text}" for name, text in others.items() if name.startswith("VITE_")]
    return fingerprint(frontend, sources(frontend), api, how, *sorted(told))


def sources(frontend: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(frontend):
        folders[:] = [name for name in folders if name not in NOT_SOURCES]
        yield from (Path(folder, name) for name in names)
