"""``backup``: back up and restore production's database and files, and practise restoring."""

import json
import re
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

import click

from delivery.aws import rds
from delivery.aws.rds import RestoreRequest
from delivery.operate.backup import copies, files, report
from delivery.operate.backup import restore as restoring
from delivery.operate.backup.drill import Drill
from delivery.operate.health import age, lasting, moment
from delivery.operate.logs_cli import moment as past
from delivery.operate.production import Running
from delivery.release import summary
from delivery.tools import config
from delivery.tools.command_line import Noun
from delivery.tools.console import as_json, say, seconds, table
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.progress import step


@click.group("backup", cls=Noun, examples=["backup list", "backup create"])
def noun() -> None:
    """Back up and restore production's data."""


@noun.command("create", examples=["backup create", "backup create --name before-the-import"])
@click.option(
    "--name", metavar="NAME", help="The snapshot's name. [default: the database's name and a time]"
)
@seconds("--within", copies.WITHIN_SECONDS, "How long it may take.")
def create(name: str | None, within: float) -> None:
    """Create a snapshot of production's database.

    RDS keeps the snapshot until somebody deletes it. Automatic backups continue.
    """
    source = copies.name_of(Running(config.environment()))
    if name:
        refuse_old(name)
    name = name or f"{source}-{datetime.now(UTC):%Y-%m-%d-%H%M}"
    with step(say, f"Snapshot {name}"):
        rds.create_snapshot(name, source)
        made = copies.wait_for_snapshot(name, within, say)
    print(f"{made.name} has {source} as it was at {moment(made.made_at or datetime.now(UTC))} UTC")


def refuse_old(name: str) -> None:
    """Raises DeliveryError if the snapshot is complete. One that RDS still makes is accepted."""
    if (found := rds.snapshot(name)) and found.status == rds.AVAILABLE:
        raise DeliveryError(
            f"The snapshot {name} exists already, made at {made(found.made_at)}.",
            "Give another name, or leave out --name.",
        )


@noun.command("list", examples=["backup list", "backup list --json"])
@as_json
def list_(as_json: bool) -> None:
    """Show what production's database can be restored from.

    Shows the range of times, the snapshots, and copies that exist already.
    """
    source = copies.production(Running(config.environment()))
    snapshots = rds.snapshots(source.name)
    beside = rds.databases(f"{source.name}-")
    if as_json:
        print(json.dumps(listed(source, snapshots, beside), default=str, indent=1))
        return
    say(restorable(source))
    rows = [
        (one.name, one.kind, one.status, made(one.made_at), f"{one.gigabytes} GB")
        for one in snapshots
    ]
    rows += [(one.name, "instance", one.status, made(one.made_at), "") for one in beside]
    print(table(("NAME", "KIND", "STATUS", "MADE", "SIZE"), rows))


def listed(
    source: rds.Database, snapshots: list[rds.Snapshot], beside: list[rds.Database]
) -> dict[str, Any]:
    return {
        "database": source.name,
        "restorable_until": source.restorable_until,
        "kept_days": source.kept_days,
        "snapshots": [asdict(one) for one in snapshots],
        "instances": [
            {"name": one.name, "status": one.status, "made_at": one.made_at} for one in beside
        ],
    }


def restorable(source: rds.Database) -> str:
    if not source.restorable_until or not source.kept_days:
        return f"RDS makes no backups of {source.name}: only snapshots can be restored."
    until = f"{moment(source.restorable_until)} UTC, {lasting(age(source.restorable_until))} ago"
    return f"{source.name}: any moment of the last {source.kept_days} days, until {until}"


def made(at: datetime | None) -> str:
    return f"{moment(at)} UTC" if at else ""


SNAPSHOT: Final = re.compile(r"(rds:)?[a-z](-?[a-z0-9])*", re.IGNORECASE)


def origin(text: str) -> datetime | str:
    """A time or a snapshot's name. A time begins with a digit; a name does not."""
    if text[:1].isdigit():
        return datetime.fromtimestamp(int(past(text)), UTC)
    if not SNAPSHOT.fullmatch(text):
        raise click.BadParameter(
            f'"{text}" is neither a time nor a snapshot. Write it as in 2h, '
            f"2026-11-29T18:00, or as `{PROGRAM} backup list` names it"
        )
    return text


@noun.command(
    "restore",
    examples=["backup restore 2026-11-29T18:00", "backup restore itg-db-2026-11-29-1800"],
)
@click.argument(
    "origin",
    metavar="[FROM]",
    type=origin,
    required=False,
    help="A time in UTC, or 2h for two hours ago, or a snapshot. Default: the latest time.",
)
@click.option("--name", metavar="NAME", help="The new instance's name. [default: itg-db-restored]")
@seconds("--within", copies.WITHIN_SECONDS, "How long each step of RDS may take.")
def restore(origin: datetime | str | None, name: str | None, within: float) -> None:
    """Restore production's database into a second instance.

    Production does not change. Prints what to do next.
    """
    running = Running(config.environment())
    source, user = copies.production(running), running.variables.get("DB_USER", "")
    at, snapshot = (None, origin) if isinstance(origin, str) else (origin, "")
    name = name or f"{source.name}-restored"
    if at:
        again = f"{PROGRAM} backup restore {at:%Y-%m-%dT%H:%M:%S} --name {name}"
        say(f"To continue if this is interrupted: {again}")
    wanted = RestoreRequest(name, restoring.tags(snapshot, at), at=at, snapshot=snapshot)
    made = restoring.beside(source, user, wanted, within, say)
    print(restoring.next_steps(source.name, made.name))


@noun.command("swap", examples=["backup swap itg-db-restored"])
@click.argument("name", metavar="NAME", help="The instance that production will use.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@seconds("--within", copies.WITHIN_SECONDS, "How long each renaming may take.")
def swap(name: str, yes: bool, within: float) -> None:
    """Swap production's database with a restored one.

    Gives it production's name, renames production's, and starts the tasks again. Takes 10 to 25
    minutes, in which visitors are not served. To go back, run it again with the name that the
    earlier database got.
    """
    serving = copies.name_of(Running(config.environment()))
    if name == serving:
        raise click.BadParameter(f"Production uses {name} already.", param_hint="NAME")
    ask(serving, yes)
    before = restoring.Swap(serving, name, within, say).run()
    print(f"Production now uses {name}, renamed to {serving}. Its earlier database is now {before}")
    if copying := restoring.copies_to_start(
        rds.database(before), rds.database(serving), config.region()
    ):
        print(f"\n{copying}")


def ask(serving: str, yes: bool) -> None:
    """Raises DeliveryError unless the database's name is typed or --yes is given."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise DeliveryError(
            "This stops production for 10 to 25 minutes. It needs your confirmation, but "
            "there is no terminal.",
            "Add --yes to do it anyway.",
        )
    say(f"This stops production for 10 to 25 minutes. Type {serving} to continue:")
    if input().strip() != serving:
        raise DeliveryError("Nothing was changed.", f'Type "{serving}" when asked, or add --yes.')


@noun.command("undelete", examples=["backup undelete 2h --dry-run", "backup undelete 2h"])
@click.argument("since", metavar="TIME", type=past, help="2h for two hours ago, or a time in UTC.")
@click.option("--dry-run", is_flag=True, help="Only list the files.")
@seconds("--within", files.WITHIN_SECONDS, "How long it may take.")
def undelete(since: float, dry_run: bool, within: float) -> None:
    """Bring back all files that were deleted since a time.

    That is, pictures and documents. The bucket keeps deleted files for 30 days.
    """
    bucket, at = files.bucket_of(Running(config.environment())), datetime.fromtimestamp(since, UTC)
    found = files.deleted(bucket, at) if dry_run else files.bring_back(bucket, at, within, say)
    for key, mark in sorted(found.items()):
        print(f"{key} (deleted at {made(mark.at)})")
    say(f"{len(found)} files {'can be brought' if dry_run else 'are'} back in {bucket}")


@noun.command("drill", examples=["backup drill", "backup drill --clear"])
@click.option("--clear", is_flag=True, help="Only remove what an earlier drill left behind.")
@as_json
@seconds("--within", copies.WITHIN_SECONDS, "How long RDS may take to restore.")
def drill(clear: bool, as_json: bool, within: float) -> None:
    """Restore a copy of production's database, test and remove it.

    Prints how long the restore took and how much data would be lost. Production does not change.
    """
    practice = Drill(Running(config.environment()), within, say)
    if clear:
        print("Removed." if practice.clear() else "There was nothing to remove.")
        return
    found = practice.run()
    summary.write(report.summary(found))
    print(json.dumps(found.as_data(), indent=1) if as_json else "\n".join(found.lines()))
    if found.findings:
        raise report.unproved(found)
