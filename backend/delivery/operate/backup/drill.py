"""A drill: restore a copy of production's database, migrate it, prove it, and remove it.

remove what an earlier drill left → restore → migrate with the code in service → compare with
production's responses → remove

The tasks are those of the service, except for DB_HOST and DB_PORT. Production's database is read
once, for its newest row.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from delivery.aws import rds
from delivery.aws.rds import Database, RestoreRequest
from delivery.operate import inside
from delivery.operate.backup import copies, report
from delivery.operate.backup.report import NewestRow, Report
from delivery.operate.production import Running
from delivery.release import proof
from delivery.release.proof import Finding
from delivery.run import one_off
from delivery.tools import interrupts
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say, step

TAG: Final = "itg:drill"
# The copy: not protected, without backups, and in one zone.
CHANGES: Final = {"DeletionProtection": False, "BackupRetentionPeriod": 0, "MultiAZ": False}
CLOCK_SKEW: Final = timedelta(minutes=1)  # between RDS and the backend


@dataclass(frozen=True)
class Drill:
    """``within`` is the time in seconds that RDS may take to restore."""

    running: Running
    within: float
    say: Say

    def run(self) -> Report:
        """Raises DeliveryError if a step fails. The copy is always removed.

        Findings of the proof are in the report.
        """
        source = copies.production(self.running)
        if not source.restorable_until or not source.kept_days:
            raise DeliveryError(
                f"RDS makes no backups of {source.name}.",
                "Set BackupRetentionPeriod in container/infrastructure/data.yaml, and deploy it.",
            )
        self.clear()
        with step(self.say, "Read the newest row of production"):
            production = newest(self.task(["state"], {}))
        began_at, started = datetime.now(UTC), time.monotonic()
        with self.copy(source, began_at) as copy:
            restored_seconds = time.monotonic() - started
            restored, findings = self.use(copy)
            refuse_production(began_at, restored)
            ready_seconds = time.monotonic() - started
        return Report(
            began_at=began_at,
            database=source.name,
            copy=copy.name,
            production=production,
            restored=restored,
            restored_seconds=round(restored_seconds, 1),
            ready_seconds=round(ready_seconds, 1),
            findings=findings,
        )

    @property
    def name(self) -> str:
        return f"{copies.name_of(self.running)}-drill"

    def clear(self) -> bool:
        """Remove what an earlier drill left. Returns False if there was nothing.

        Raises DeliveryError if an instance of that name was not made by a drill.
        """
        found = rds.find(self.name)
        if found is None:
            return False
        if TAG not in found.tags:
            raise DeliveryError(
                f"The database {self.name} has the name of a drill's copy, but no drill "
                "created it.",
                "Rename it, or delete it in RDS's console if nobody needs it.",
            )
        with step(self.say, f"Remove {self.name}, which the drill of {found.tags[TAG]} left"):
            copies.remove(self.name, copies.REMOVED_WITHIN_SECONDS, self.say)
        return True

    @contextmanager
    def copy(self, source: Database, began_at: datetime) -> Iterator[Database]:
        """Make the copy, and remove it at the end, also after an error."""
        tags = {TAG: began_at.isoformat(timespec="microseconds")}
        try:
            with step(self.say, f"Restore {source.name} as {self.name}"):
                rds.restore(source, RestoreRequest(self.name, tags, changes=CHANGES))
                copy = copies.wait_until_available(self.name, self.within, self.say)
            yield copy
        except BaseException:
            with interrupts.held_back(self.say, f"The copy {self.name} is removed"):
                self.begin_removal(tags)
            raise
        with step(self.say, f"Remove {self.name}"):
            copies.remove(self.name, copies.REMOVED_WITHIN_SECONDS, self.say)

    def begin_removal(self, tags: Mapping[str, str]) -> None:
        """Begin to remove the copy, without waiting. Prints a message if that fails."""
        try:
            found = rds.find(self.name)
            if found is None or found.tags != tags:
                return
            if not rds.delete(self.name):
                raise copies.left(self.name)
            self.say(f"RDS removes the copy {self.name}.")
        except DeliveryError as error:
            self.say(f"{error.message} {error.remedy}")

    def use(self, copy: Database) -> tuple[NewestRow | None, Sequence[Finding]]:
        """Migrate and prove it. The newest row is read before the proof."""
        where = {"DB_HOST": copy.host, "DB_PORT": str(copy.port)}
        with step(self.say, "Migrate the copy with the code that serves"):
            self.task(["migrate", "--noinput"], where)
            restored = newest(self.task(["state"], where))
        with step(self.say, "Prove the copy"):
            found = proof.read(self.task(["prove"], where, may_find=True))
            if not found.ended:
                raise DeliveryError(
                    "The proof of the copy did not end.", "Its output above says why."
                )
        return restored, found.findings

    def task(
        self, words: Sequence[str], variables: Mapping[str, str], *, may_find: bool = False
    ) -> list[str]:
        """The output lines of a one-off task. Raises DeliveryError if it fails."""
        options = one_off.Options(
            variables=variables, started_by=f"delivery/drill/{words[0]}", tell=self.say
        )
        outcome = one_off.run_task(words, self.tell, options)
        outcome.refuse_unended(f"`{words[0]}`")
        if outcome.exit_code and not may_find:
            where = variables.get("DB_HOST", "production")
            raise DeliveryError(
                f"`{words[0]}` with the database of {where} ended with exit code "
                f"{outcome.exit_code}.",
                "Its output above says why.",
            )
        return outcome.output.splitlines()

    def tell(self, line: str) -> None:
        if not line.startswith("{"):
            self.say(line)


def refuse_production(began_at: datetime, restored: NewestRow | None) -> None:
    """Raises DeliveryError if the copy is production itself, because such a drill would always
    succeed."""
    if restored and restored.at > began_at + CLOCK_SKEW:
        raise DeliveryError(
            f"The copy has a row of {restored.at.isoformat()}, which is later than the drill's "
            f"beginning, {began_at.isoformat()}.",
            "Check that the tasks used the copy: see DB_HOST in their overrides, in ECS's console.",
        )


def newest(lines: Sequence[str]) -> NewestRow | None:
    """The newest row that `manage.py state` printed. Raises DeliveryError if there is no state."""
    found: list[dict[str, Any]] = [one for line in lines if (one := inside.parsed(line))]
    if not found:
        raise DeliveryError("`state` printed no JSON object.", "Its output above says why.")
    return report.newest(found[-1])
