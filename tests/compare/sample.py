"""The base's database with the sample content and its built site, kept by commit."""

import shutil
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Final

from tests.compare.sides import BUILD, Side, build_site
from tests.databases import create
from tests.services.kept import ROOT, fingerprint, kept
from tests.services.postgres import PostgresServer

KEPT: Final = BUILD / "kept"
DATABASE: Final = "itg_sample"
MAKERS: Final = ("compare/sample.py", "compare/sides.py", "services/postgres.py")


def sample(base: Side) -> AbstractContextManager[Path]:
    """A folder with PostgreSQL's `data`, the sample's `files`, and `dist`."""
    makers = [ROOT / "tests" / name for name in MAKERS]
    key = fingerprint(ROOT, makers, base.commit)
    return kept("sample", key, partial(make, base), KEPT)


def make(base: Side, folder: Path) -> None:
    build_site(base)
    shutil.copytree(base.dist, folder / "dist")
    with PostgresServer() as server:
        files = server.directory / "files"
        environ = base.environment(create(server, DATABASE), files)
        base.manage(environ, "bootstrap")
        base.manage(environ, "load_sample_content")
        server.keep_data(folder / "data")
        shutil.copytree(files, folder / "files")
