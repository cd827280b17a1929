"""A PostgreSQL's data folder, copied while the server goes on, as pg_basebackup does it."""

import json
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

import psycopg2

from tests.services.postgres import Login, PostgresServer

NOT_COPIED: Final = ("pg_wal", "postmaster.pid", "postmaster.opts", "backup_label")


@dataclass(frozen=True)
class Source:
    """The PostgreSQL that plays an instance, for a process that did not start it."""

    data: str
    superuser: Login
    owner: Login

    @classmethod
    def of(cls, server: PostgresServer, owner: Login) -> Self:
        return cls(str(server.directory / "data"), server.superuser, owner)

    def text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Self:
        found = json.loads(text)
        return cls(found["data"], Login(**found["superuser"]), Login(**found["owner"]))

    def back_up(self, folder: Path) -> None:
        """https://www.postgresql.org/docs/16/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP"""
        data = Path(self.data)
        with closing(psycopg2.connect(self.superuser.dsn(), connect_timeout=10)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backup_start('tests', true)")
                copy(data, folder, shutil.ignore_patterns(*NOT_COPIED))
                cursor.execute("SELECT labelfile FROM pg_backup_stop(false)")
                row = cursor.fetchone()
        assert row is not None
        copy(data / "pg_wal", folder / "pg_wal")
        (folder / "backup_label").write_text(row[0])


def copy(source: Path, target: Path, ignore: Callable[..., Any] | None = None) -> None:
    """A server that goes on removes files meanwhile, which the backup then does not need."""
    with suppress(shutil.Error):
        shutil.copytree(source, target, ignore=ignore, copy_function=copy_file, symlinks=True)


def copy_file(source: str, target: str) -> None:
    with suppress(FileNotFoundError):
        shutil.copy2(source, target)
