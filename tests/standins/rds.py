"""RDS whose backups are real: moto's, where an instance may have a PostgreSQL of its own.

A backup is the data folder as it is while the server goes on, as pg_basebackup takes it. RDS's
latest one is from when the instance was made; a snapshot is from when it was asked for. An instance
that is restored is a server that begins with such a folder and recovers from it.

It lags as AWS does: what is made is "creating" for some descriptions, and cannot be deleted while
it is; what is deleted is there for some more. What is restored is backed up soon after it is
available, and cannot be changed meanwhile.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html
"""

import os
from collections.abc import Callable, MutableMapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from threading import Thread
from typing import Any, Final

import psycopg2
from moto.rds.exceptions import InvalidDBInstanceStateFault, RDSClientError
from moto.rds.models import DBInstance, RDSBackend
from moto.rds.responses import RDSResponse

from tests.services.postgres import PostgresServer
from tests.standins.data_folder import Source

BACKING_UP: Final = "backing-up"
BUSY_DESCRIPTIONS: Final = 2  # that find what is made, renamed or deleted still being so


class Restored(PostgresServer):
    """With the passwords that the database had."""

    def __init__(self, backup: Path, source: Source) -> None:
        super().__init__(backup)
        self.owner = replace(source.owner, port=self.port)

    def set_owners_password(self, password: str) -> None:
        self.owner = replace(self.owner, password=password)
        connection = psycopg2.connect(self.superuser.dsn(), connect_timeout=10)
        with closing(connection), connection, connection.cursor() as cursor:
            self._admit_owner(cursor)


@dataclass
class Life:
    """Of an instance or a snapshot: ``busy`` is what it is for some more descriptions.

    One that is renamed has its old name until then, and then the one that it is to ``become``.
    ``later`` is what it is soon after it is found available for the first time.
    """

    busy: str = "creating"
    descriptions: int = BUSY_DESCRIPTIONS
    become: str = ""
    later: str = ""
    server: Restored | None = None
    starting: Thread | None = None

    def status(self) -> str:
        """As this description finds it; empty for what is gone."""
        self.descriptions -= 1
        starts = self.starting is not None and self.starting.is_alive()
        if self.descriptions >= 0 or starts:
            return self.busy
        if self.later:
            self.busy, self.descriptions, self.later = self.later, BUSY_DESCRIPTIONS, ""
        return "" if self.busy == "deleting" else "available"

    @property
    def refuses(self) -> bool:
        """Whether RDS changes nothing of it now."""
        return bool(self.become) or (self.busy == BACKING_UP and self.descriptions >= 0)

    def set_password(self, password: str) -> None:
        self.busy, self.descriptions = "resetting-master-credentials", BUSY_DESCRIPTIONS
        if self.server:
            self.server.set_owners_password(password)

    def rename(self, become: str) -> None:
        self.busy, self.descriptions, self.become = "renaming", BUSY_DESCRIPTIONS, become

    def start(self, server: Restored) -> None:
        self.server, self.starting = server, Thread(target=server.start)
        self.starting.start()


@dataclass
class Backups:
    """``source`` plays the first instance that is made; None: instances are names only."""

    source: Source | None
    lives: dict[str, Life] = field(default_factory=dict)
    folders: dict[str, Path] = field(default_factory=dict)
    latest: dict[str, datetime] = field(default_factory=dict)
    parent: Path = field(default_factory=lambda: Path(mkdtemp(prefix="itg-backups-")))

    def take(self, name: str) -> None:
        """Of the instance, or as a snapshot of that name."""
        self.latest[name] = datetime.now(UTC)
        if self.source:
            self.folders[name] = self.parent / name
            self.source.back_up(self.folders[name])

    def rename(self, databases: MutableMapping[str, DBInstance], name: str) -> None:
        """What has been described often enough meanwhile."""
        life, database = self.lives.pop(name), databases.pop(name)
        database.db_instance_identifier = life.become
        databases[life.become], self.lives[life.become] = database, life
        self.latest[life.become] = self.latest.pop(name, datetime.now(UTC))
        life.become = ""

    def restored(self, made: DBInstance, given: dict[str, Any], backup: str) -> DBInstance:
        """Protection and backups are those of the call, never of the database that it was."""
        made.deletion_protection = bool(given.get("deletion_protection"))
        made.backup_retention_period = int(given.get("backup_retention_period") or 0)
        made.created, made.tags = datetime.now(UTC), given.get("tags", [])
        life = self.lives[made.db_instance_identifier] = Life(later=BACKING_UP)
        if self.source:
            server = Restored(self.folders[backup], self.source)
            made.port = server.port
            life.start(server)
        return made


def install(source: Source | None) -> None:
    """Make every RDS of this process do so. Clients of ``source`` find its host on this machine."""
    if source:
        os.environ["PGHOSTADDR"] = source.superuser.host
    backups = Backups(source)
    install_backups(backups)
    install_restores(backups)
    install_lives(backups)


def install_backups(backups: Backups) -> None:
    create, take = RDSResponse.create_db_instance, RDSResponse.create_db_snapshot

    def create_db_instance(self: RDSResponse) -> Any:
        response, name = create(self), self.params["DBInstanceIdentifier"]
        if backups.source and not backups.latest:
            self.backend.databases[name].port = backups.source.owner.port
        backups.take(name)
        return response

    def create_db_snapshot(self: RDSResponse) -> Any:
        response, name = take(self), self.params["DBSnapshotIdentifier"]
        backups.take(name)
        backups.lives[name] = Life()
        return response

    def latest_restorable_time(self: DBInstance) -> datetime | None:
        return backups.latest.get(self.db_instance_identifier)

    patch(RDSResponse, create_db_instance, create_db_snapshot)
    DBInstance.latest_restorable_time = property(latest_restorable_time)  # type: ignore[assignment]


def install_restores(backups: Backups) -> None:
    to_time = RDSBackend.restore_db_instance_to_point_in_time
    from_snapshot = RDSBackend.restore_db_instance_from_db_snapshot

    def restore_db_instance_to_point_in_time(
        self: RDSBackend, of: str, name: str, given: dict[str, Any]
    ) -> DBInstance:
        wanted, latest = given.get("restore_time"), backups.latest[of]
        if wanted and wanted.replace(tzinfo=UTC) > latest:
            raise RDSClientError("InvalidRestoreFault", f"{wanted} is later than {latest}")
        return backups.restored(to_time(self, of, name, given), given, of)

    def restore_db_instance_from_db_snapshot(
        self: RDSBackend, snapshot: str, given: dict[str, Any]
    ) -> DBInstance:
        return backups.restored(from_snapshot(self, snapshot, given), given, snapshot)

    patch(RDSBackend, restore_db_instance_to_point_in_time, restore_db_instance_from_db_snapshot)


def install_lives(backups: Backups) -> None:
    describe, delete, modify = (
        RDSResponse.describe_db_instances,
        RDSResponse.delete_db_instance,
        RDSResponse.modify_db_instance,
    )
    of_snapshots = RDSResponse.describe_db_snapshots

    def describe_db_instances(self: RDSResponse) -> Any:
        databases = self.backend.databases
        for name, one in list(databases.items()):
            life = backups.lives.get(name)
            if life and self.params.get("DBInstanceIdentifier", name) in {name, life.become}:
                one.status = life.status()
                if not one.status:
                    del databases[name], backups.lives[name]
                elif life.become and one.status == "available":
                    backups.rename(databases, name)
        return describe(self)

    def describe_db_snapshots(self: RDSResponse) -> Any:
        for name, one in self.backend.database_snapshots.items():
            if name in backups.lives:
                one.status = backups.lives[name].status()
        return of_snapshots(self)

    def delete_db_instance(self: RDSResponse) -> Any:
        name, databases = self.params["DBInstanceIdentifier"], self.backend.databases
        instance, life = databases.get(name), backups.lives.get(name)
        if instance is None or life is None:
            return delete(self)
        if instance.status in {"creating", "deleting", "renaming"}:
            raise InvalidDBInstanceStateFault(f"Instance {name} is {instance.status}.")
        response = delete(self)
        if life.server:
            life.server.stop()
        databases[name], backups.lives[name] = instance, Life("deleting")
        return response

    def modify_db_instance(self: RDSResponse) -> Any:
        name, to = (
            self.params["DBInstanceIdentifier"],
            self.params.pop("NewDBInstanceIdentifier", ""),
        )
        life = backups.lives.get(name) or Life("available")
        if life.refuses:
            raise InvalidDBInstanceStateFault(f"Instance {name} is {life.busy}.")
        if to and to in {*self.backend.databases, *(one.become for one in backups.lives.values())}:
            raise RDSClientError("DBInstanceAlreadyExists", f"There is a database {to}.")
        response = modify(self)
        backups.lives[name] = life
        if password := self.params.get("MasterUserPassword"):
            life.set_password(password)
        if to:
            life.rename(to)
        return response

    patch(RDSResponse, describe_db_instances, describe_db_snapshots)
    patch(RDSResponse, delete_db_instance, modify_db_instance)


def patch(owner: type, *functions: Callable[..., Any]) -> None:
    for one in functions:
        setattr(owner, one.__name__, one)
