"""A seeded database, and the running site on a copy of it."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from files.storage import StaticStorage
from tests import commands, prepared
from tests.databases import database
from tests.prepared import POSTGRESQL
from tests.running_site import RunningSite
from tests.services.postgres import PostgresServer

STATIC = commands.BACKEND / "static"


@dataclass(frozen=True)
class Seed:
    """A migrated database with the sample content, to copy, and the folder of its pictures."""

    database: str
    folder: Path


@pytest.fixture(scope="session")
def seed(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Seed:
    folder = tmp_path_factory.mktemp("seed") / "files"
    with prepared.seeded() as kept:
        shutil.copytree(kept / "files", folder)
    collect_static()
    return Seed(prepared.SEEDED, folder)


def collect_static() -> None:
    """Where it is not done yet, or a static file changed: the kept database says nothing of it."""
    storage = StaticStorage(location=STATIC, base_url="/static/")
    with Path(f"{STATIC}.lock").open("w") as lock:  # the bootstrap's own
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not storage.is_collected():
            prepared.manage(
                commands.environment("dev"), "collectstatic", "--noinput", "--clear", "-v0"
            )


StartSite = Callable[..., RunningSite]


@pytest.fixture
def start_site(postgres_server: PostgresServer, seed: Seed) -> Iterator[StartSite]:
    """``start_site(**variables)`` runs a site with a database of its own until the test ends."""
    with site_starter(postgres_server, seed) as start:
        yield start


@pytest.fixture(scope="session")
def site(postgres_server: PostgresServer, seed: Seed) -> Iterator[RunningSite]:
    """One site for all tests that only read."""
    with site_starter(postgres_server, seed) as start:
        yield start()


@contextmanager
def site_starter(server: PostgresServer, seed: Seed) -> Iterator[StartSite]:
    with ExitStack() as stack:

        def start(**variables: str) -> RunningSite:
            login = stack.enter_context(database(server, template=seed.database))
            environ = commands.environment(
                "dev",
                POSTGRESQL,
                login.environment,
                {"LOCAL_DATA_DIR": str(seed.folder)},
                variables,
            )
            return stack.enter_context(RunningSite(environ))

        yield start
