"""Finds production's database and its copies, and waits for RDS."""

from collections.abc import Callable
from typing import Final, TypeVar

from delivery.aws import rds
from delivery.aws.rds import Database, Snapshot
from delivery.operate.production import Running
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.progress import Say, Wait
from delivery.tools.waiting import Deadline

Found = TypeVar("Found")

POLL_SECONDS: Final = 10.0
# Long enough for a database of some gigabytes.
WITHIN_SECONDS: Final = 3600.0
REMOVED_WITHIN_SECONDS: Final = 1800.0
# Statuses of an instance that does not become available by itself.
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html
NEVER: Final = frozenset(
    {
        "deleting",
        "failed",
        "inaccessible-encryption-credentials",
        "incompatible-network",
        "incompatible-option-group",
        "incompatible-parameters",
        "incompatible-restore",
        "insufficient-capacity",
        "restore-error",
    }
)


def production(running: Running) -> Database:
    """The database in service. Raises DeliveryError if there is none."""
    return rds.database(name_of(running))


def name_of(running: Running) -> str:
    """The instance's name. Raises DeliveryError if the revision in service has none."""
    if not running.database:
        raise DeliveryError(
            "The revision in service has no DB_HOST.", "Release again with DB_HOST set."
        )
    return running.database


def wait_until_available(name: str, within: float, say: Say) -> Database:
    """Raises DeliveryError if it cannot become available, or not in time."""

    def look() -> tuple[Database | None, str]:
        found = rds.find(name)
        if found and found.status in NEVER:
            raise DeliveryError(
                f"The database {name} is {found.status}.",
                f"`aws rds describe-events --source-type db-instance --source-identifier {name}` "
                "says why.",
            )
        ready = found is not None and found.status == rds.AVAILABLE and bool(found.host)
        return found if ready else None, found.status if found else "not listed yet"

    return wait_for(f"The database {name}", look, within, say)


def change(name: str, call: Callable[[], None], within: float, say: Say) -> None:
    """Make the call. If RDS cannot change the instance yet, wait and make the call again.

    A restored instance is often available, and then not for a while: RDS makes its first backup.
    """
    deadline = Deadline(within, POLL_SECONDS)
    while True:
        try:
            return call()
        except rds.NotAvailable:
            if not deadline.pause():
                raise
        wait_until_available(name, deadline.left, say)


def find_settled(name: str, within: float, say: Say) -> Database | None:
    """The database. If RDS is renaming it, waits for it under either name."""

    def look() -> tuple[tuple[Database | None] | None, str]:
        found = rds.find(name)
        return (None, found.status) if found and found.status == rds.RENAMING else ((found,), "")

    return wait_for(f"The database {name}", look, within, say)[0]


def wait_for_snapshot(name: str, within: float, say: Say) -> Snapshot:
    """Raises DeliveryError if the snapshot fails, or is not complete in time."""

    def look() -> tuple[Snapshot | None, str]:
        found = rds.snapshot(name)
        if found and found.status == "failed":
            raise DeliveryError(f"The snapshot {name} failed.", "Make another one.")
        ready = found is not None and found.status == rds.AVAILABLE
        words = f"{found.status}, {found.percent} %" if found else "not listed yet"
        return found if ready else None, words

    return wait_for(f"The snapshot {name}", look, within, say)


def wait_until_gone(name: str, within: float, say: Say) -> None:
    def look() -> tuple[bool | None, str]:
        found = rds.find(name)
        return None if found else True, found.status if found else "gone"

    wait_for(f"The database {name}", look, within, say)


def wait_for(
    what: str, look: Callable[[], tuple[Found | None, str]], within: float, say: Say
) -> Found:
    """Waits until ``look`` returns something, and returns it."""
    deadline, wait = Deadline(within, POLL_SECONDS), Wait(say)
    while True:
        found, words = look()
        if found is not None:
            return found
        wait.on(f"{what}: {words}")
        if not deadline.pause():
            raise DeliveryError(
                f"{what} is still {words} after {within:.0f} s.",
                "RDS continues. Run the same command again to wait longer.",
            )


def remove(name: str, within: float, say: Say) -> None:
    """Delete it and wait until it is gone. If RDS is still creating it, waits for that first."""
    deadline, wait = Deadline(within, POLL_SECONDS), Wait(say)
    while not rds.delete(name):
        wait.on(f"The database {name} cannot be deleted yet")
        if not deadline.pause():
            raise left(name)
    wait_until_gone(name, deadline.left, say)


def left(name: str) -> DeliveryError:
    return DeliveryError(
        f"The copy {name} is still there, and costs money.",
        f"Remove it with `{PROGRAM} backup drill --clear`.",
    )
