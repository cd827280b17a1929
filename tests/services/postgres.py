"""A private PostgreSQL 16 that accepts SSL only, as production's does (`rds.force_ssl`)."""

import platform
import secrets
import shutil
import signal
import subprocess
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import cursor as psycopg2_cursor

from tests.services import ordinary_user
from tests.services.certificate import write_certificate
from tests.services.commands import complete
from tests.services.errors import ServiceError
from tests.services.installation import HERE, INSTALL, NODE_MODULES
from tests.services.kept import fingerprint, kept
from tests.services.server import HOST, READY_WITHIN, Server

MEMORY = Path("/dev/shm")  # noqa: S108  (the directory made in it is the owner's alone)
ROOM = 2 * 1024**3
ARCHITECTURES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
DATABASE = "innovate_to_grow"

# ICU, so that upper, lower and sorting know more than ASCII on every machine, as on RDS.
INITDB = (
    "--username=postgres",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=icu",
    "--icu-locale=en-US",
    "--no-sync",
    "--set=dynamic_shared_memory_type=mmap",
    "--wal-segsize=1",  # megabytes: an empty data folder is 24 MB instead of 40
)
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "ssl": "on",
    # What is lost when this machine crashes is not looked for again. `synchronous_commit` stays on:
    # without it a crash of the server alone would lose what clients were told is committed.
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_size": "256MB",
    # The default may leave segments in /dev/shm behind.
    "dynamic_shared_memory_type": "mmap",
}


@dataclass(frozen=True)
class Login:
    """What a client needs to connect as one role."""

    port: int
    user: str
    password: str
    name: str = DATABASE
    host: str = HOST

    def dsn(self, sslmode: str = "require") -> str:
        credentials = f"{self.user}:{self.password}@{self.host}:{self.port}"
        return f"postgresql://{credentials}/{self.name}?sslmode={sslmode}"

    @property
    def environment(self) -> dict[str, str]:
        """The same facts as the site's own variables."""
        return {
            "DB_NAME": self.name,
            "DB_USER": self.user,
            "DB_PASSWORD": self.password,
            "DB_HOST": self.host,
            "DB_PORT": str(self.port),
        }


def binaries() -> Path:
    """The directory holding PostgreSQL's `bin`, `lib` and `share`."""
    architecture = ARCHITECTURES.get(platform.machine().lower(), platform.machine())
    package = f"@embedded-postgres/{platform.system().lower()}-{architecture}"
    native = NODE_MODULES / package / "native"
    if not (native / "bin/postgres").exists():
        raise ServiceError(
            f"PostgreSQL for the tests ({package}) is not installed: run `{INSTALL}`."
        )
    return native


def memory() -> Path | None:
    """A directory in memory, where Linux has one with plenty of room: ready in a third of the time.

    Docker gives it 64 MB and forbids programs in it, so it is not for `nobody`, who needs a copy.
    """
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        return MEMORY
    return None


class PostgresServer(Server):
    """PostgreSQL 16 with one database, `owner`'s, who may make others but is no superuser.

    `root_certificate` is what `sslmode=verify-full` needs. `prepared` is a data folder from
    `keep_data`: the server begins with a copy of it instead of an empty one.
    """

    name = "PostgreSQL"
    farewell = signal.SIGQUIT  # an immediate shutdown

    def __init__(self, prepared: Path | None = None) -> None:
        self.prepared = prepared
        self._binaries = binaries()
        self.account = ordinary_user.account()
        super().__init__(None if self.account else memory())
        self.root_certificate = self.directory / "data/server.crt"
        self.superuser = Login(self.port, "postgres", secrets.token_hex(8), name="postgres")
        self.owner = Login(self.port, "itg_user", secrets.token_hex(8))

    def command(self) -> list[str | Path]:
        data = self.directory / "data"
        if not data.exists():
            self._make_data(data)
        return [*self._postgres(), "-D", data, "-p", str(self.port), *self._settings()]

    def is_ready(self) -> bool:
        try:
            psycopg2.connect(self.superuser.dsn(), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def start(self, within: float = READY_WITHIN) -> Self:
        super().start(within)
        with closing(psycopg2.connect(self.superuser.dsn(), connect_timeout=2)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [self.owner.user])
                create = cursor.fetchone() is None
                self._create_owner(cursor) if create else self._admit_owner(cursor)
        return self

    def keep_data(self, folder: Path) -> None:
        """Shut down in order, and copy the data to `folder`. Its passwords are of no use there."""
        process, data = self._process, self.directory / "data"
        if process is None:
            raise ServiceError("PostgreSQL must run when its data is kept: call `start` first.")
        process.send_signal(signal.SIGINT)
        process.wait(timeout=READY_WITHIN)
        self._process = None
        shutil.copytree(data, folder, ignore=shutil.ignore_patterns("server.crt", "server.key"))

    def _create_owner(self, cursor: psycopg2_cursor) -> None:
        role, database = sql.Identifier(self.owner.user), sql.Identifier(self.owner.name)
        password = sql.Literal(self.owner.password)
        create_role = sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}")
        cursor.execute(create_role.format(role, password))
        cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))

    def _admit_owner(self, cursor: psycopg2_cursor) -> None:
        """Prepared data knows the role by a password that was forgotten."""
        words = sql.SQL("ALTER ROLE {} PASSWORD {}")
        role, password = sql.Identifier(self.owner.user), sql.Literal(self.owner.password)
        cursor.execute(words.format(role, password))

    def _postgres(self) -> list[str | Path]:
        return [*ordinary_user.prefix(), self._binaries / "bin/postgres"]

    def _settings(self) -> list[str]:
        return [f"--{name}={value}" for name, value in SETTINGS.items()]

    def _make_data(self, data: Path) -> None:
        if self.account:
            # Another user may not be able to enter the directory the tests are in.
            shutil.copytree(self._binaries, self.directory / "native", symlinks=True)
            self._binaries = self.directory / "native"
        with ExitStack() as stack:
            prepared = self.prepared or stack.enter_context(
                kept("postgresql", empty_key(), self._initialise)
            )
            shutil.copytree(prepared, data)
        write_certificate(data, self.host)
        (data / "pg_hba.conf").write_text("hostssl all all samehost scram-sha-256\n")
        ordinary_user.give(self.directory)
        self._set_password(data)

    def _initialise(self, folder: Path) -> None:
        data = self.directory / "initialised"
        ordinary_user.give(self.directory)
        command: list[str | Path] = [*ordinary_user.prefix(), self._binaries / "bin/initdb"]
        command += [*INITDB, "-D", data]
        complete(command, READY_WITHIN, self.directory, account=self.account, started=self.watch)
        shutil.copytree(data, folder, dirs_exist_ok=True)
        shutil.rmtree(data)

    def _set_password(self, data: Path) -> None:
        """Give the superuser this server's password before anyone can connect.

        In single-user mode PostgreSQL reads a statement from its input, and ends with it.
        """
        ended = subprocess.run(
            [*self._postgres(), "--single", "-D", data, *self._settings(), "postgres"],
            cwd=self.directory,
            input=f"ALTER ROLE {self.superuser.user} PASSWORD '{self.superuser.password}'\n",
            capture_output=True,
            text=True,
            timeout=READY_WITHIN,
            **self.account,
        )
        if ended.returncode != 0 or "ERROR" in ended.stderr:
            raise ServiceError(f"PostgreSQL did not take a new password:\n{ended.stderr}")


def empty_key() -> str:
    """What an empty data folder is made from."""
    return fingerprint(HERE, [HERE / "package-lock.json", Path(__file__)], platform.machine())
