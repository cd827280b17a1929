"""RDS: a database and its backups."""

from dataclasses import dataclass
from datetime import datetime

from delivery.aws.session import client, doing
from delivery.tools.errors import DeliveryError


@dataclass(frozen=True, slots=True)
class Database:
    """``restorable_until`` is None where RDS makes no backups; ``kept_days`` is how long they are
    kept, 0 for not at all.
    """

    name: str
    status: str
    restorable_until: datetime | None
    kept_days: int


def database(name: str) -> Database:
    """Raises DeliveryError where there is none."""
    rds = client("rds")
    with doing(f"Looking up the database {name}"):
        try:
            found = rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
        except rds.exceptions.DBInstanceNotFoundFault as error:
            raise DeliveryError(
                f"There is no database {name}.", "Make it with `stack deploy data`."
            ) from error
    return Database(
        found["DBInstanceIdentifier"],
        found["DBInstanceStatus"],
        found.get("LatestRestorableTime"),
        found.get("BackupRetentionPeriod", 0),
    )
