"""Data that is expensive to make, kept between runs: migrated databases, and the sample site.

`tests.services.kept` makes each of them again when something that it is made from changes, which
is what `tests.sources` lists. Do not write into these folders: copy them.
"""

import shutil
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from tests import commands, sources
from tests.databases import create
from tests.services.kept import kept
from tests.services.postgres import PostgresServer

MIGRATED: Final = "itg_migrated"
SEEDED: Final = "itg_seeded"
POSTGRESQL: Final = {"DB_ENGINE": "django.db.backends.postgresql"}
SQLITE: Final = {"DB_ENGINE": "django.db.backends.sqlite3", "DB_NAME": "migrated.sqlite3"}
SECONDS: Final = 900  # for one command, on a machine with much else to do


def migrated() -> AbstractContextManager[Path]:
    """`data` of a PostgreSQL server that has the database MIGRATED."""
    return kept("migrated", sources.key_of_schema(), make_migrated)


def seeded() -> AbstractContextManager[Path]:
    """`data` of one that has the database SEEDED as well, and its pictures in `files`."""
    return kept("seeded", sources.key_of_sample(), make_seeded)


def migrated_sqlite() -> AbstractContextManager[Path]:
    """A folder with one migrated SQLite database, which has the name that SQLITE says."""
    return kept("migrated-sqlite", sources.key_of_schema(), make_migrated_sqlite)


def make_migrated(folder: Path) -> None:
    with PostgresServer() as server:
        login = create(server, MIGRATED)
        manage(commands.environment("ci", POSTGRESQL, login.environment), "migrate", "-v0")
        server.keep_data(folder / "data")


def make_seeded(folder: Path) -> None:
    with migrated() as prepared, PostgresServer(prepared / "data") as server:
        login = create(server, SEEDED, template=MIGRATED)
        local = {"LOCAL_DATA_DIR": str(server.directory / "files")}
        environ = commands.environment("dev", POSTGRESQL, login.environment, local)
        manage(environ, "bootstrap")
        manage(environ, "load_sample_content")
        server.keep_data(folder / "data")
        shutil.copytree(server.directory / "files", folder / "files")


def make_migrated_sqlite(folder: Path) -> None:
    environ = commands.environment("ci", SQLITE, {"LOCAL_DATA_DIR": str(folder)})
    manage(environ, "migrate", "-v0")


def manage(environ: dict[str, str], *words: str) -> None:
    finished = commands.run(environ, *words, within=SECONDS)
    assert finished.returncode == 0, f"manage.py {' '.join(words)} failed:\n{finished.stdout}"
