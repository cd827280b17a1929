"""RDS: a database, its backups, and other instances made from them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from delivery.aws.session import client, doing
from delivery.tools.errors import PROGRAM, DeliveryError

AVAILABLE: Final = "available"
RENAMING: Final = "renaming"
# Settings that a restored instance takes from the original. kind_of adds the network and the
# parameters, for which RDS would use its defaults.
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RestoreFromSnapshot.html
KEPT: Final = (
    "AutoMinorVersionUpgrade",
    "CopyTagsToSnapshot",
    "DBInstanceClass",
    "MultiAZ",
    "PubliclyAccessible",
)


class NotAvailable(DeliveryError):
    """RDS refuses a change, because the instance is not available at this moment."""


@dataclass(frozen=True, slots=True)
class Database:
    """``restorable_until`` is None if RDS makes no backups. ``kept_days`` is how long backups are
    kept; 0: there are none. ``host`` is empty until RDS has set it. ``like`` are the arguments of a
    call that restores a similar instance. ``later`` are those of the rename to production's name.
    ``copied_to`` are the regions into which RDS replicates the backups.
    """

    name: str
    status: str
    arn: str = ""
    restorable_until: datetime | None = None
    kept_days: int = 0
    made_at: datetime | None = None
    host: str = ""
    port: int = 0
    master: str = ""  # the user whose password RDS can set
    tags: Mapping[str, str] = field(default_factory=dict)
    like: Mapping[str, Any] = field(default_factory=dict)
    later: Mapping[str, Any] = field(default_factory=dict)
    copied_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``kind`` is automated or manual. ``made_at`` is None until RDS begins."""

    name: str
    kind: str
    status: str
    made_at: datetime | None
    gigabytes: int
    percent: int


def database(name: str) -> Database:
    """Raises DeliveryError if there is none."""
    if found := find(name):
        return found
    raise DeliveryError(
        f"There is no database {name}.", f"Create it with `{PROGRAM} stack deploy data`."
    )


def find(name: str) -> Database | None:
    rds = client("rds")
    with doing(f"Looking up the database {name}"):
        try:
            return read(rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0])
        except rds.exceptions.DBInstanceNotFoundFault:
            return None


def databases(prefix: str) -> list[Database]:
    """The databases whose names begin with ``prefix``."""
    pages = client("rds").get_paginator("describe_db_instances")
    with doing(f"Listing the databases {prefix}*"):
        found = [read(one) for page in pages.paginate() for one in page["DBInstances"]]
    return [one for one in found if one.name.startswith(prefix)]


def read(found: Mapping[str, Any]) -> Database:
    endpoint = found.get("Endpoint", {})
    return Database(
        name=found["DBInstanceIdentifier"],
        status=found["DBInstanceStatus"],
        arn=found.get("DBInstanceArn", ""),
        restorable_until=found.get("LatestRestorableTime"),
        kept_days=found.get("BackupRetentionPeriod", 0),
        made_at=found.get("InstanceCreateTime"),
        host=endpoint.get("Address", ""),
        port=endpoint.get("Port", 0),
        master=found.get("MasterUsername", ""),
        tags={one["Key"]: one["Value"] for one in found.get("TagList", [])},
        like=kind_of(found),
        later=later_of(found),
        copied_to=regions_of(found.get("DBInstanceAutomatedBackupsReplications", [])),
    )


def regions_of(copies: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """The regions in backups' ARNs, such as ``arn:aws:rds:us-east-2:123456789012:auto-backup:a``

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html
    """
    return tuple(one["DBInstanceAutomatedBackupsArn"].split(":")[3] for one in copies)


def kind_of(found: Mapping[str, Any]) -> dict[str, Any]:
    """The instance's settings, under the names that the restoring calls use."""
    groups = [one["VpcSecurityGroupId"] for one in found.get("VpcSecurityGroups", [])]
    parameters = [one["DBParameterGroupName"] for one in found.get("DBParameterGroups", [])]
    wanted = {
        **{name: found.get(name) for name in KEPT},
        "DBSubnetGroupName": found.get("DBSubnetGroup", {}).get("DBSubnetGroupName"),
        "VpcSecurityGroupIds": groups,
        "DBParameterGroupName": parameters[0] if parameters else None,
        "CACertificateIdentifier": found.get("CACertificateIdentifier"),
    }
    return {name: value for name, value in wanted.items() if value not in (None, [], "")}


def later_of(found: Mapping[str, Any]) -> dict[str, Any]:
    """Settings that an instance gets with production's name: backups, protection, storage, logs.

    Other instances export no logs: the log groups, named after them, would be kept forever.
    """
    logs = found.get("EnabledCloudwatchLogsExports")
    wanted = {
        "BackupRetentionPeriod": found.get("BackupRetentionPeriod"),
        "DeletionProtection": found.get("DeletionProtection"),
        "MaxAllocatedStorage": found.get("MaxAllocatedStorage"),
        "CloudwatchLogsExportConfiguration": {"EnableLogTypes": logs} if logs else None,
    }
    return {name: value for name, value in wanted.items() if value is not None}


def snapshots(name: str) -> list[Snapshot]:
    """The database's snapshots, the newest first."""
    pages = client("rds").get_paginator("describe_db_snapshots")
    with doing(f"Listing the snapshots of {name}"):
        found = [
            snapshot_of(one)
            for page in pages.paginate(DBInstanceIdentifier=name)
            for one in page["DBSnapshots"]
        ]
    begun = [one for one in found if one.made_at]
    return sorted(begun, key=lambda one: str(one.made_at), reverse=True)


def snapshot(name: str) -> Snapshot | None:
    rds = client("rds")
    with doing(f"Looking up the snapshot {name}"):
        try:
            found = rds.describe_db_snapshots(DBSnapshotIdentifier=name)["DBSnapshots"]
        except rds.exceptions.DBSnapshotNotFoundFault:
            return None
    return snapshot_of(found[0]) if found else None


def snapshot_of(found: Mapping[str, Any]) -> Snapshot:
    return Snapshot(
        found["DBSnapshotIdentifier"],
        found["SnapshotType"],
        found["Status"],
        found.get("SnapshotCreateTime"),
        found.get("AllocatedStorage", 0),
        found.get("PercentProgress", 0),
    )


def create_snapshot(name: str, of: str) -> None:
    """Begin a snapshot. If a snapshot has that name already, nothing happens."""
    rds = client("rds")
    with (
        doing(f"Making the snapshot {name} of {of}"),
        suppress(rds.exceptions.DBSnapshotAlreadyExistsFault),
    ):
        rds.create_db_snapshot(DBSnapshotIdentifier=name, DBInstanceIdentifier=of)


@dataclass(frozen=True, slots=True)
class RestoreRequest:
    """An instance to create: from ``snapshot`` if set, or as it was at the time ``at`` if set,
    or at the latest possible time. A later try recognizes the instance by its ``tags``.
    """

    name: str
    tags: Mapping[str, str]
    at: datetime | None = None
    snapshot: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)


def restore(source: Database, wanted: RestoreRequest) -> None:
    """Begin to restore. If an earlier try made the instance, with these tags, nothing happens.

    Raises DeliveryError if another instance has that name.
    """
    rds = client("rds")
    words = {**source.like, **wanted.changes}
    words["Tags"] = [{"Key": key, "Value": text} for key, text in wanted.tags.items()]
    with doing(f"Restoring {source.name} as {wanted.name}"):
        try:
            if wanted.snapshot:
                rds.restore_db_instance_from_db_snapshot(
                    DBInstanceIdentifier=wanted.name,
                    DBSnapshotIdentifier=wanted.snapshot,
                    **words,
                )
            else:
                moment = {"RestoreTime": wanted.at} if wanted.at else {}
                rds.restore_db_instance_to_point_in_time(
                    SourceDBInstanceIdentifier=source.name,
                    TargetDBInstanceIdentifier=wanted.name,
                    UseLatestRestorableTime=not moment,
                    **moment,
                    **words,
                )
        except rds.exceptions.DBInstanceAlreadyExistsFault as error:
            if (there := find(wanted.name)) and wanted.tags.items() <= there.tags.items():
                return  # an earlier try made it, and its response was lost
            raise DeliveryError(
                f"The database {wanted.name} exists already, and this command did not create it.",
                f"`{PROGRAM} backup list` shows it. Wait until it is deleted, or give "
                "another name.",
            ) from error


def rename(name: str, to: str, changes: Mapping[str, Any]) -> None:
    """Begin to rename the instance. Its host's name changes too. https://docs.aws.amazon.com/AmazonRDS/latest/\
UserGuide/USER_RenameInstance.html

    If an earlier try renamed it, nothing happens. Raises NotAvailable if RDS cannot do it yet.
    """
    rds = client("rds")
    with doing(f"Renaming the database {name} to {to}"), or_not_available(name):
        try:
            rds.modify_db_instance(
                DBInstanceIdentifier=name,
                NewDBInstanceIdentifier=to,
                ApplyImmediately=True,
                **changes,
            )
        except (
            rds.exceptions.DBInstanceAlreadyExistsFault,
            rds.exceptions.DBInstanceNotFoundFault,
            rds.exceptions.InvalidDBInstanceStateFault,
        ):
            there = find(name)
            if there.status != RENAMING if there else not find(to):
                raise  # no earlier try has renamed it


@contextmanager
def or_not_available(name: str) -> Iterator[None]:
    """Raises NotAvailable instead of RDS's error about the instance's state."""
    try:
        yield
    except client("rds").exceptions.InvalidDBInstanceStateFault as error:
        raise NotAvailable(
            f"RDS cannot change {name} yet: {error.response['Error']['Message']}",
            "Run the same command again in a few minutes.",
        ) from error


def tag(found: Database, tags: Mapping[str, str]) -> None:
    rows = [{"Key": key, "Value": text} for key, text in tags.items()]
    with doing(f"Tagging the database {found.name}"):
        client("rds").add_tags_to_resource(ResourceName=found.arn, Tags=rows)


def set_password(name: str, password: str) -> None:
    """Begin to set the master user's password. For a moment the old one still works.

    Raises NotAvailable if RDS cannot do it yet.
    """
    with doing(f"Setting the password of the database {name}"), or_not_available(name):
        client("rds").modify_db_instance(
            DBInstanceIdentifier=name, MasterUserPassword=password, ApplyImmediately=True
        )


def delete(name: str) -> bool:
    """Begin to delete it and its backups, without a last snapshot. False: RDS cannot do it yet.

    If it is gone or being deleted, nothing happens.
    """
    rds = client("rds")
    with doing(f"Deleting the database {name}"):
        try:
            rds.delete_db_instance(
                DBInstanceIdentifier=name, SkipFinalSnapshot=True, DeleteAutomatedBackups=True
            )
        except rds.exceptions.DBInstanceNotFoundFault:
            return True
        except ClientError as error:
            if error.response["Error"]["Code"] != "InvalidDBInstanceState":
                raise
            there = find(name)
            return there is None or there.status == "deleting"
    return True
