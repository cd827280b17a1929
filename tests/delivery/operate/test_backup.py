"""Backups made, listed and restored, and drills that go well, fail or are interrupted."""

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import botocore.session
import pytest

from delivery.aws import rds
from delivery.aws.rds import RestoreRequest
from delivery.operate.backup import copies, restore
from delivery.operate.backup.drill import TAG, Drill, refuse_production
from delivery.operate.backup.report import NewestRow, Report
from delivery.operate.production import Running
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PRODUCTION
from tests import aws_cli
from tests.delivery.operators import ADMINISTRATOR, DRILL, OPERATORS, make_database
from tests.delivery.production import PASSWORD, Production
from tests.infrastructure.made import granted

ROOT: Final = Path(__file__).parents[3]
COPIES: Final = "DBInstanceAutomatedBackupsReplications"


@pytest.fixture
def backed_up(site: Production, monkeypatch: pytest.MonkeyPatch) -> Iterator[Production]:
    """With its database, and nothing beside it in the end."""
    make_database(site.operator)
    yield site
    client = site.operator.client("rds")
    for one in client.describe_db_instances()["DBInstances"]:
        if one["DBInstanceIdentifier"] != "itg-db":
            remove(client, one["DBInstanceIdentifier"])
    for one in client.describe_db_snapshots(SnapshotType="automated")["DBSnapshots"]:
        if one["DBSnapshotIdentifier"].startswith("rds:itg-db-restored"):  # of the same minute
            client.delete_db_snapshot(DBSnapshotIdentifier=one["DBSnapshotIdentifier"])


def remove(client: Any, name: str) -> None:
    for _ in range(8):  # until it is made and backed up
        client.describe_db_instances(DBInstanceIdentifier=name)
    client.modify_db_instance(DBInstanceIdentifier=name, DeletionProtection=False)
    client.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
    for _ in range(4):
        client.describe_db_instances()


def instances(site: Production) -> dict[str, dict[str, Any]]:
    found = site.operator.client("rds").describe_db_instances()["DBInstances"]
    return {one["DBInstanceIdentifier"]: one for one in found}


def serving(site: Production) -> list[str]:
    """The service's tasks that run."""
    where = {"cluster": PRODUCTION.cluster, "serviceName": PRODUCTION.service}
    ecs = site.operator.client("ecs")
    return list(ecs.list_tasks(desiredStatus="RUNNING", **where)["taskArns"])


def run(site: Production, *words: str, code: int = 0) -> Any:
    ended = site.run("backup", *words, **ADMINISTRATOR)
    assert ended.returncode == code, ended.stdout + ended.stderr
    return ended


def test_a_snapshot_is_made_and_listed(backed_up: Production) -> None:
    made = run(backed_up, "create", "--name", "before-the-import").stdout
    assert made.startswith("before-the-import has itg-db as it was at 20")
    listed = run(backed_up, "list")
    assert "itg-db: any moment of the last 14 days, until 20" in listed.stderr
    (row,) = [line for line in listed.stdout.splitlines() if "before-the-import" in line]
    assert row.split()[1:3] == ["manual", "available"]
    found = json.loads(run(backed_up, "list", "--json").stdout)
    assert (found["database"], found["kept_days"], found["instances"]) == ("itg-db", 14, [])
    again = run(backed_up, "create", "--name", "before-the-import", code=1)
    assert "The snapshot before-the-import exists already" in again.stderr


def guide() -> list[list[str]]:
    """The commands of the operators' guide about restoring, in their order, but for the drill."""
    text = (ROOT / "docs" / "operating.md").read_text()
    section = text.partition("## When data must be restored\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("build/tools/bin/delivery ")]
    return [shlex.split(line)[1:] for line in lines if "drill" not in line]


@pytest.mark.usefixtures("files_bucket")
def test_the_guides_commands_restore_production(backed_up: Production) -> None:
    before = instances(backed_up)["itg-db"]["InstanceCreateTime"]
    commands = guide()
    assert len(commands) == 10
    for words in commands:
        asked = words[1:2] in (["swap"], ["on"])
        ended = backed_up.run(*words, *(["--yes"] if asked else []), **ADMINISTRATOR)
        healthy = {0, 3, 4} if words == ["status"] else {0}  # the tests' site has no address
        assert ended.returncode in healthy, (words, ended.stderr)
    assert instances(backed_up)["itg-db"]["InstanceCreateTime"] > before
    assert backed_up.later_task() == 0


def test_a_restored_database_is_beside_production_until_they_swap(backed_up: Production) -> None:
    site, before = backed_up, backed_up.revision
    run(site, "create", "--name", "yesterday")
    said = run(site, "restore", "yesterday").stdout
    assert "backup swap itg-db-restored" in said
    assert said.count("maintenance on --until 1h") == 2  # the restored database lacks the first
    run(site, "restore", "yesterday")  # is the same one
    other = run(site, "restore", "1h", code=1)
    assert "The database itg-db-restored exists already" in other.stderr
    assert instances(site).keys() == {"itg-db", "itg-db-restored"}
    assert not instances(site)["itg-db-restored"]["DeletionProtection"]
    nobody = run(site, "swap", "itg-db-restored", code=1)
    assert "there is no terminal" in nobody.stderr
    run(site, "swap", "itg-db-restored", "--yes")
    (aside,) = instances(site).keys() - {"itg-db"}
    assert aside.startswith("itg-db-before-20")
    now = instances(site)["itg-db"]
    assert {one["Key"] for one in now["TagList"]} == {"itg:restored", "itg:swapped"}
    assert (now["DeletionProtection"], now["BackupRetentionPeriod"]) == (True, 14)
    assert site.revision == before
    assert site.later_task() == 0


def test_a_restore_of_a_moment_says_how_it_is_continued(backed_up: Production) -> None:
    """Ten minutes ago is another moment each time."""
    said = run(backed_up, "restore", "10m").stderr
    again = re.search("To continue if this is interrupted: .*delivery backup (.*)", said)
    assert again
    run(backed_up, *again[1].split())
    other = run(backed_up, "restore", "10m", code=1)
    assert "this command did not create it" in other.stderr


def test_a_swap_that_was_killed_is_finished_by_the_same_command(
    backed_up: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the first renaming production has no database, after the second one old tasks."""
    site, real = backed_up, rds.rename
    run(site, "restore")
    wanted = instances(site)["itg-db-restored"]["InstanceCreateTime"]

    def rename(*words: Any) -> None:
        real(*words)
        real(*words)  # as where the response to the first try was lost
        raise KeyboardInterrupt

    monkeypatch.setattr(rds, "rename", rename)
    for _ in range(2):
        run(site, "swap", "itg-db-restored", "--yes", code=130)
    monkeypatch.undo()
    tasks = serving(site)
    ended = run(site, "swap", "itg-db-restored", "--yes")
    assert "itg-db-restored is itg-db already" in ended.stderr
    assert instances(site)["itg-db"]["InstanceCreateTime"] == wanted
    assert len(instances(site)) == 2
    assert set(serving(site)).isdisjoint(tasks), "the service's tasks started again"
    other = run(site, "swap", "itg-db-typo", "--yes", code=1)
    assert "There is no database itg-db-typo." in other.stderr


def test_a_swap_that_cannot_go_on_says_that_nobody_is_served(
    backed_up: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, real = backed_up, rds.rename
    run(site, "restore")

    def rename(name: str, *words: Any) -> None:
        if name != "itg-db":
            raise DeliveryError("Renaming: not authorized.", "Ask for it.")
        real(name, *words)

    monkeypatch.setattr(rds, "rename", rename)
    ended = run(site, "swap", "itg-db-restored", "--yes", code=1)
    assert "There is no database itg-db now, so production is down." in ended.stderr
    assert "Then run the same command again" in ended.stderr
    monkeypatch.undo()
    # It is not available for a moment. Nobody is served, so the swap waits for it.
    site.operator.client("rds").modify_db_instance(
        DBInstanceIdentifier="itg-db-restored", MasterUserPassword=PASSWORD
    )
    run(site, "swap", "itg-db-restored", "--yes")
    assert "itg-db" in instances(site)


def test_a_time_that_rds_cannot_restore_is_refused(backed_up: Production) -> None:
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    ended = run(backed_up, "restore", later, code=1)
    assert "itg-db can be restored only until" in ended.stderr
    assert instances(backed_up).keys() == {"itg-db"}


@pytest.fixture
def drilling(backed_up: Production) -> Iterator[Production]:
    with backed_up.signed_in(DRILL):
        yield backed_up


def drill(site: Production, within: float = 60) -> Drill:
    return Drill(Running(site.operator.variables), within, site.said.append)


def test_a_drill_leaves_nothing_and_says_what_would_be_lost(backed_up: Production) -> None:
    ended = backed_up.run("backup", "drill", "--json")
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert (found["lost_seconds"], found["copy"]) == (120, "itg-db-drill")
    assert found["ready_seconds"] >= found["restored_seconds"] > 0
    assert found["production"]["model"] == "content.Page"
    assert found["newest_lost_seconds"] > 0
    assert instances(backed_up).keys() == {"itg-db"}
    assert PASSWORD not in ended.stdout + ended.stderr
    assert backed_up.run("backup", "drill", "--clear").stdout == "There was nothing to remove.\n"


def test_its_role_may_do_that_and_nothing_else(drilling: Production) -> None:
    drill(drilling).run()
    account = drilling.operator.account
    found = account.decisions()
    assert [action for who, verdict, action in found if (who, verdict) == (DRILL, "denied")] == []
    used = {action for who, verdict, action in found if (who, verdict) == (DRILL, "allowed")}
    assert granted(account.made, DRILL) - used == {"ecs:StopTask"}, "of a task that hangs"


def test_operators_may_list_and_make_nothing(backed_up: Production) -> None:
    keys = backed_up.operator.account.credentials(OPERATORS)
    assert backed_up.run("backup", "list", **keys).returncode == 0
    refused = backed_up.run("backup", "restore", **keys)
    assert (refused.returncode, "is not authorized" in refused.stderr) == (1, True), refused.stderr
    assert instances(backed_up).keys() == {"itg-db"}


def test_findings_fail_the_drill_and_the_copy_is_removed(
    backed_up: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {"name": "status:page:HomePage", "words": "returned 500, not 200"}
    line = json.dumps({"proof": {"findings": [words], "ended": True}})
    real = Drill.task

    def task(self: Drill, words: Sequence[str], where: Any, **options: bool) -> list[str]:
        found = real(self, words, where, **options)
        return [line] if words[0] == "prove" else found

    monkeypatch.setattr(Drill, "task", task)
    ended = backed_up.run("backup", "drill")
    assert ended.returncode == 1
    assert (
        "The proof of the copy of itg-db failed:\n    status:page:HomePage: returned 500"
        in ended.stderr
    )
    assert "The rows of the last 120 s" in ended.stdout or "2 min" in ended.stdout
    assert instances(backed_up).keys() == {"itg-db"}


def test_an_interrupted_drill_leaves_no_copy(
    drilling: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Drill.task

    def task(self: Drill, words: Sequence[str], where: Any, **options: bool) -> list[str]:
        if words[0] == "prove":
            raise KeyboardInterrupt
        return real(self, words, where, **options)

    monkeypatch.setattr(Drill, "task", task)
    with pytest.raises(KeyboardInterrupt):
        drill(drilling).run()
    assert instances(drilling)["itg-db-drill"]["DBInstanceStatus"] == "deleting"
    monkeypatch.undo()
    assert drill(drilling).clear()  # waits until it is gone
    assert instances(drilling).keys() == {"itg-db"}


def test_a_copy_that_cannot_be_deleted_yet_is_told_and_removed_later(drilling: Production) -> None:
    with pytest.raises(DeliveryError, match="is still creating after 0 s"):
        drill(drilling, within=0).run()
    assert "backup drill --clear" in drilling.said[-1]
    assert drill(drilling).clear()
    assert not drill(drilling).clear()


def test_what_another_one_made_is_not_touched(
    drilling: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A drill that began a moment later, or an instance that no drill made."""
    source = rds.database("itg-db")
    monkeypatch.setattr(Drill, "clear", lambda self: False)
    rds.restore(source, RestoreRequest("itg-db-drill", {TAG: "another"}))
    with pytest.raises(DeliveryError, match="and this command did not create it"):
        drill(drilling).run()
    assert instances(drilling)["itg-db-drill"]["DBInstanceStatus"] != "deleting"
    monkeypatch.undo()
    remove(drilling.operator.client("rds"), "itg-db-drill")
    rds.restore(source, RestoreRequest("itg-db-drill", {"team": "ours"}))
    with pytest.raises(DeliveryError, match="no drill created it"):
        drill(drilling).run()


def test_a_response_that_is_lost_makes_no_second_copy(drilling: Production) -> None:
    source, wanted = rds.database("itg-db"), RestoreRequest("itg-db-drill", {TAG: "this one"})
    for _ in range(2):
        rds.restore(source, wanted)
    copies.wait_until_available("itg-db-drill", 60, drilling.said.append)
    copies.remove("itg-db-drill", 60, drilling.said.append)


def test_a_drill_that_looked_at_production_itself_is_found_out() -> None:
    began_at = datetime(2026, 11, 1, tzinfo=UTC)
    refuse_production(began_at, NewestRow("content.Page", began_at))
    with pytest.raises(DeliveryError, match="later than the drill's"):
        refuse_production(began_at, NewestRow("content.Page", began_at + timedelta(minutes=9)))


def test_rows_that_nobody_dates_and_none_that_is_lost_are_said_so() -> None:
    now = datetime(2026, 11, 1, 12, tzinfo=UTC)
    row = NewestRow("content.Page", now)
    same = Report(now, "itg-db", "itg-db-drill", row, row, 600, 780)
    assert (same.lost_seconds, same.newest_lost_seconds) == (0, None)
    assert same.lines() == [
        "Restored after 10.0 min, migrated and proved after 13.0 min.",
        "Newest row of the copy: content.Page, 2026-11-01 12:00 UTC; of production: content.Page, "
        "2026-11-01 12:00 UTC.",
        "Nothing would be lost.",
    ]
    assert "not known" in replace(same, restored=None).lines()[-1]


def test_copies_in_another_region_are_started_again_for_the_new_database() -> None:
    """moto has no replicated backups. The members are those of botocore's model."""
    shape: Any = botocore.session.get_session().get_service_model("rds").shape_for("DBInstance")
    (member,) = shape.members[COPIES].member.members
    backup = {member: "arn:aws:rds:us-east-2:123456789012:auto-backup:ab-0ccc"}
    arn = "arn:aws:rds:us-west-2:123456789012:db:itg-db"
    facts = {"DBInstanceStatus": "available", "DBInstanceArn": arn, "BackupRetentionPeriod": 14}
    new = rds.read({"DBInstanceIdentifier": "itg-db", **facts})
    old = rds.read({"DBInstanceIdentifier": "itg-db-before", **facts, COPIES: [backup]})
    said = restore.copies_to_start(old, new, "us-west-2")
    (line,) = (line.strip() for line in said.splitlines() if line.startswith("  aws "))
    assert aws_cli.refused([line]) == {}
    assert f"--region us-east-2 --source-region us-west-2 --source-db-instance-arn {arn} " in line
    assert restore.copies_to_start(new, old, "us-west-2") == ""
    assert restore.copies_to_start(old, old, "us-west-2") == ""
