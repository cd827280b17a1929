"""Restores production's database as a second instance, and swaps the names of both.

RDS cannot restore into an existing instance. So the restored one gets production's name: DB_HOST,
the secret and the stack `data` do not change. The old one is kept, so you can swap back.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RenameInstance.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from delivery.aws import ecs, rds
from delivery.aws.rds import Database, RestoreRequest
from delivery.operate.backup import copies
from delivery.operate.backup.admission import admit
from delivery.release import rollout
from delivery.run.service import SERVICE
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.progress import Say, step

TAG: Final = "itg:restored"
SWAPPED: Final = "itg:swapped"  # the name that it had before it got production's
STEADY_SECONDS: Final = 1800.0


def beside(
    source: Database, user: str, wanted: RestoreRequest, within: float, say: Say
) -> Database:
    """Restore the instance, and wait until ``user`` can sign in. A repeated call continues it.

    Raises DeliveryError if RDS fails, or if another instance has this name.
    """
    if wanted.at and source.restorable_until and wanted.at > source.restorable_until:
        raise DeliveryError(
            f"{source.name} can be restored only until "
            f"{source.restorable_until.isoformat()}, and {wanted.at.isoformat()} is later.",
            "Give an earlier time, or none for the latest.",
        )
    with step(say, f"Restore {source.name} as {wanted.name}"):
        rds.restore(source, wanted)
        restored = copies.wait_until_available(wanted.name, within, say)
    admit(restored, user, within, say)
    return restored


def tags(snapshot: str, at: datetime | None) -> dict[str, str]:
    """Tags that say what it was made from, so that the same command finds it again."""
    return {TAG: snapshot or (at.isoformat() if at else "latest")}


def next_steps(source: str, restored: str) -> str:
    return "\n".join(
        [
            (
                f"{restored} is ready. Production still uses {source}. To use {restored} in "
                "production:"
            ),
            "",
            f"  {PROGRAM} maintenance on --until 1h",
            f"  {PROGRAM} backup swap {restored}",
            f"  {PROGRAM} maintenance on --until 1h",
            f"  {PROGRAM} status",
            f"  {PROGRAM} maintenance off",
            "",
            f"{restored} does not know that maintenance is on, so after the swap visitors are "
            "served until you turn it on again.",
            "",
            f"The old data is then in {source}-before-… and stays there. If you do not need "
            f"{restored}:",
            "",
            f"  aws rds delete-db-instance --db-instance-identifier {restored} "
            "--skip-final-snapshot",
        ]
    )


def copies_to_start(before: Database, now: Database, own_region: str) -> str:
    """Commands that start copies of ``now``'s backups to the regions that have ``before``'s."""
    missing = [one for one in before.copied_to if one not in now.copied_to]
    if not missing:
        return ""
    lines = [
        f"  aws rds start-db-instance-automated-backups-replication --region {region} "
        f"--source-region {own_region} --source-db-instance-arn {now.arn} --kms-key-id KEY "
        f"--backup-retention-period {now.kept_days}"
        for region in missing
    ]
    return "\n".join(
        [
            f"RDS copied the backups of {before.name} to {', '.join(missing)}. It does not copy "
            f"those of the new {now.name} yet. To start this, with COPY_KEY_ARN as KEY:",
            "",
            *lines,
        ]
    )


@dataclass(frozen=True)
class Swap:
    """``name`` is production's instance, and ``restored`` the one that gets this name."""

    name: str
    restored: str
    within: float
    say: Say

    def run(self) -> str:
        """Returns the new name of the old instance. Raises DeliveryError.

        After an interruption the same command completes it. Between the two renames there is no
        instance of that name, and after them the tasks must still be started again.
        """
        if restored := self.beside():
            before, changes = self.set_aside(restored)
            self.put_in_place(changes)
        else:
            before = self.older()
        copies.wait_until_available(self.name, self.within, self.say)
        with step(self.say, "Start the tasks again"):
            revision = ecs.rollout(SERVICE).task_definition
            begun = ecs.update(SERVICE, revision, anew=True)
            rollout.wait_until_steady(revision, STEADY_SECONDS, self.say, begun)
        return before

    def beside(self) -> Database | None:
        """The restored instance. None if a swap that was killed already gave it production's name.

        Raises DeliveryError if it cannot be swapped.
        """
        restored = copies.find_settled(self.restored, self.within, self.say)
        if restored is None:
            now = copies.find_settled(self.name, self.within, self.say)
            if now and now.tags.get(SWAPPED) == self.restored:
                self.say(f"{self.restored} is {self.name} already; continuing from there")
                return None
            raise DeliveryError(
                f"There is no database {self.restored}.",
                f"List the databases: {PROGRAM} backup list",
            )
        if restored.status != rds.AVAILABLE:
            if copies.find_settled(self.name, self.within, self.say):
                raise DeliveryError(
                    f"{self.restored} is {restored.status}.",
                    "Run the command again when it is available.",
                )
            # A swap was interrupted, and production has no database: it continues here.
            restored = copies.wait_until_available(self.restored, self.within, self.say)
        rds.tag(restored, {SWAPPED: self.restored})
        return restored

    def put_in_place(self, changes: Mapping[str, Any]) -> None:
        try:
            with step(self.say, f"Rename {self.restored} to {self.name}"):
                self.rename(self.restored, self.name, changes)
        except DeliveryError as error:
            raise DeliveryError(
                f"{error.message}\nThere is no database {self.name} now, so production is down.",
                f"{error.remedy} Then run the same command again. It continues from here.",
            ) from error

    def rename(self, name: str, to: str, changes: Mapping[str, Any]) -> None:
        copies.change(name, lambda: rds.rename(name, to, changes), self.within, self.say)

    def set_aside(self, restored: Database) -> tuple[str, Mapping[str, Any]]:
        """The old instance's new name, and the settings that the restored one takes over."""
        if now := copies.find_settled(self.name, self.within, self.say):
            self.refuse_elsewhere(now, restored)
            before = f"{self.name}-before-{datetime.now(UTC):%Y%m%d-%H%M}"
            with step(self.say, f"Rename {self.name} to {before}"):
                self.rename(self.name, before, {})
        else:
            before = self.older()
        found = copies.wait_until_available(before, self.within, self.say)
        return before, found.later

    def older(self) -> str:
        """The newest instance that a swap replaced. Raises DeliveryError if there is none."""
        found = sorted(one.name for one in rds.databases(f"{self.name}-before-"))
        if not found:
            raise DeliveryError(
                f"There is no database {self.name}, and none that a swap renamed.",
                f"Restore it from a snapshot: {PROGRAM} backup list",
            )
        return found[-1]

    def refuse_elsewhere(self, now: Database, restored: Database) -> None:
        """The tasks could not reach an instance in another network."""
        ours, other = (one.like.get("DBSubnetGroupName") for one in (now, restored))
        if ours != other:
            raise DeliveryError(
                f"{self.restored} is in the subnets {other}, and {self.name} in {ours}.",
                f"Restore it with `{PROGRAM} backup restore`, which uses the same subnets.",
            )
