"""Production, with what operators change: secrets, maintenance, databases, the site."""

import json
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import httpx

from delivery.operate import rotation
from delivery.operate.backup.restore import SWAPPED, TAG
from delivery.records import sites
from delivery.site import prerender, sequence
from delivery.site.prerender import SHELL
from delivery.site.settings import SiteSettings
from delivery.tools import checkout
from delivery.tools.stages import PRODUCTION
from tests.delivery.operate import deleted_files
from tests.delivery.operators import SITE, make_database, make_distribution
from tests.delivery.production import BUCKET, GOOD, PASSWORD, Production
from tests.delivery.publishing import HOME, NEW, OLD, Published, publishing
from tests.faults.child import Patches
from tests.faults.production_world import MADE, Released, plain, released, waited
from tests.faults.snapshot import Snapshot
from tests.standins.faults import Plan
from tests.standins.gate import ADMINISTRATOR
from tests.standins.small_image.users import fits

USERS: Final = ("itg", "itg_2")
RESTORED: Final = "itg-db-restored"
SNAPSHOT: Final = "before-the-import"
REFRESH: Final = "itg-site-refresh"
AS_ADMINISTRATOR: Final = {"AWS_ACCESS_KEY_ID": ADMINISTRATOR, "AWS_SESSION_TOKEN": ""}


class Rotated(Released):
    """The secrets with all stored values, and which user may sign in with which."""

    def snapshot(self) -> Snapshot:
        current = self.production.current(rotation.DATABASE)
        held = self.passwords()
        return {
            **super().snapshot(),
            "kept": {name: self.kept(name) for name in (rotation.KEY, rotation.DATABASE)},
            "signs in": {user: fits(held.get(user, ""), current) for user in USERS},
            "with the old one": {user: fits(held.get(user, ""), PASSWORD) for user in USERS},
        }

    def passwords(self) -> dict[str, str]:
        text = self.production.database.read_text()
        found: dict[str, str] = json.loads(text) if text.startswith("{") else {USERS[0]: text}
        return found

    def kept(self, name: str) -> list[str]:
        """Values of all versions that have a label, but for those that a command made."""
        store = self.server.client("secretsmanager")
        where = {"SecretId": PRODUCTION.secret(name)}
        found = store.list_secret_version_ids(**where)["Versions"]
        ids = [one["VersionId"] for one in found if one.get("VersionStages")]
        read = [store.get_secret_value(VersionId=id, **where)["SecretString"] for id in ids]
        return sorted({plain(value) for value in read} - {MADE})

    def forget_users(self) -> None:
        """Set the database's users as they were at first. Running tasks have signed in already."""
        self.production.database.write_text(PASSWORD)

    def bring_old_password_back(self) -> None:
        """As if a task had still needed the old password at the rotation."""
        self.server.client("secretsmanager").put_secret_value(
            SecretId=PRODUCTION.secret(rotation.DATABASE),
            SecretString=PASSWORD,
            VersionStages=["AWSPREVIOUS"],
        )
        held = self.passwords() | {USERS[0]: PASSWORD}
        self.production.database.write_text(json.dumps(held))


@contextmanager
def rotated() -> Iterator[Rotated]:
    with operated() as found:
        yield Rotated(found)


@contextmanager
def with_old_password() -> Iterator[Rotated]:
    with rotated() as world:
        ended = world.run(("secrets", "rotate", rotation.DATABASE), Plan("none", frozenset({"no"})))
        assert ended.code == 0, ended.err
        world.bring_old_password_back()
        yield world


class Maintained(Released):
    """Whether maintenance is on, and whether CloudFront's responses were deleted."""

    def __init__(self, found: Production) -> None:
        super().__init__(found)
        self.edge = make_distribution(self.server.client("cloudfront"))
        self.before = 0

    def emptied(self) -> int:
        """How often CloudFront's responses were deleted."""
        found = self.server.client("cloudfront").list_invalidations(DistributionId=self.edge)
        return len(found["InvalidationList"].get("Items", []))

    def forget(self) -> None:
        self.before = self.emptied()

    def snapshot(self) -> Snapshot:
        path = Path(f"{self.production.database}-maintenance")
        state = path.read_text() if path.exists() else "off"
        return {
            **super().snapshot(),
            "maintenance": state,
            "emptied": state == "on" and self.emptied() > self.before,
        }


@contextmanager
def maintained() -> Iterator[Maintained]:
    with operated() as found:
        yield Maintained(found)


class BackedUp(Released):
    """Databases and snapshots, for somebody who deploys the stacks.

    ``before`` are the tasks that were in service before a swap.
    """

    def __init__(self, found: Production) -> None:
        super().__init__(found)
        make_database(found.operator)
        self.rds = self.server.client("rds")
        self.before = self.serving()

    def environment(self, noun: str) -> Mapping[str, str]:
        return {**super().environment(noun), **AS_ADMINISTRATOR}

    def serving(self) -> set[str]:
        where = {"cluster": PRODUCTION.cluster, "serviceName": PRODUCTION.service}
        ecs = self.server.client("ecs")
        return set(ecs.list_tasks(desiredStatus="RUNNING", **where)["taskArns"])

    def snapshot(self) -> Snapshot:
        """The snapshot, with names without the time of a swap."""
        waited(self.are_available)
        return {
            **super().snapshot(),
            "databases": {
                re.sub(r"(?<=-before-).*", "…", one["DBInstanceIdentifier"]): {
                    "tags": sorted(row["Key"] for row in one["TagList"]),
                    "protected": one["DeletionProtection"],
                    "days": one["BackupRetentionPeriod"],
                }
                for one in self.instances()
            },
            "snapshots": [one["DBSnapshotIdentifier"] for one in self.snapshots()],
            "tasks began anew": self.before.isdisjoint(self.serving()),
        }

    def instances(self) -> list[dict[str, Any]]:
        return list(self.rds.describe_db_instances()["DBInstances"])

    def snapshots(self) -> list[dict[str, Any]]:
        return list(self.rds.describe_db_snapshots(SnapshotType="manual")["DBSnapshots"])

    def are_available(self) -> bool:
        """Wait until RDS has finished what a killed command began."""
        found = [one["DBInstanceStatus"] for one in self.instances()]
        return {*found, *(one["Status"] for one in self.snapshots())} == {"available"}

    def forget_snapshot(self) -> None:
        waited(self.are_available)
        for one in self.snapshots():
            self.rds.delete_db_snapshot(DBSnapshotIdentifier=one["DBSnapshotIdentifier"])

    def forget_copies(self) -> None:
        waited(self.are_available)
        for name in [one["DBInstanceIdentifier"] for one in self.instances()]:
            if name != "itg-db":
                self.rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
        waited(lambda: len(self.instances()) == 1)
        of_rds = self.rds.describe_db_snapshots(SnapshotType="automated")["DBSnapshots"]
        for one in of_rds:  # another copy of this name gets such ones too
            if one["DBSnapshotIdentifier"].startswith(f"rds:{RESTORED}"):
                self.rds.delete_db_snapshot(DBSnapshotIdentifier=one["DBSnapshotIdentifier"])

    def swap_back(self) -> None:
        """Undo the swap, however far it came."""
        self.wait_until_settled()
        waited(self.are_available)
        for one in self.instances():
            if TAG in {row["Key"] for row in one["TagList"]}:
                self.rds.remove_tags_from_resource(
                    ResourceName=one["DBInstanceArn"], TagKeys=[SWAPPED]
                )
                self.rename(one, RESTORED, DeletionProtection=False, BackupRetentionPeriod=0)
        for one in self.instances():
            if "-before-" in one["DBInstanceIdentifier"]:
                self.rename(one, "itg-db")
        self.before = self.serving()

    def rename(self, found: Mapping[str, Any], to: str, **changes: Any) -> None:
        name = found["DBInstanceIdentifier"]
        names = {} if name == to else {"NewDBInstanceIdentifier": to}
        self.rds.modify_db_instance(DBInstanceIdentifier=name, **names, **changes)
        waited(self.are_available)


@contextmanager
def backed_up() -> Iterator[BackedUp]:
    with operated() as found:
        yield BackedUp(found)


class Deleted(Released):
    """Uploaded files that were deleted, for somebody who deploys the stacks."""

    def __init__(self, found: Production) -> None:
        super().__init__(found)
        self.s3 = deleted_files.make_bucket(self.server)

    def environment(self, noun: str) -> Mapping[str, str]:
        return {**super().environment(noun), **AS_ADMINISTRATOR}

    def snapshot(self) -> Snapshot:
        return {**super().snapshot(), "files": deleted_files.there(self.s3)}

    def delete_files(self) -> None:
        deleted_files.delete(self.s3)


@contextmanager
def deleted() -> Iterator[Deleted]:
    with operated() as found:
        yield Deleted(found)


class Refreshed(Released):
    """GOOD's site, and an API with what is published now."""

    def __init__(self, found: Production, published: Published) -> None:
        super().__init__(found)
        self.published = published
        self.deploy_old_site()

    def environment(self, noun: str) -> Mapping[str, str]:
        return {
            **super().environment(noun),
            **self.production.operator.account.credentials(REFRESH),
            "VITE_API_BASE_URL": self.published.address,
        }

    @property
    def patches(self) -> Patches:
        """A site is rendered in other tests. Its commit is not this checkout's."""
        return (
            *super().patches,
            (prerender, "render_pages", self.published.render),
            (checkout, "git", lambda *words: type("Git", (), {"stdout": GOOD, "returncode": 0})),
        )

    def publish(self) -> None:
        """Withdraw a page and publish another one. No command holds the site's lease any more."""
        self.published.content = 2
        self.published.pages = {"/": HOME, "/new/": NEW}
        self.published.moved = [{"path": "/moved/", "location": "/new/", "permanent": True}]
        waited(self.is_free)

    def is_free(self) -> bool:
        found = sites.LEASE
        held = self.server.s3().get_object(Bucket=BUCKET, Key=found)["Body"].read()
        return float(json.loads(held)["until"]) < time.time()

    def deploy_old_site(self) -> None:
        self.published.content, self.published.moved = 1, []
        self.published.pages = {"/": HOME, "/old/": OLD}
        variables = self.production.operator.variables
        settings = SiteSettings.read({**variables, "VITE_API_BASE_URL": self.published.address})
        with tempfile.TemporaryDirectory() as folder, self.production.signed_in(SITE):
            dist = Path(folder, "dist")
            dist.mkdir()
            (dist / SHELL).write_text("<div id=root>")
            self.published.render(dist)
            with patch.object(checkout, "commit", lambda: GOOD):
                sequence.keep_and_deploy(dist, 1, settings, self.production.said.append, 30)

    def snapshot(self) -> Snapshot:
        """The snapshot without zips of older sites, which the next command deletes."""
        record = self.production.record(GOOD)
        listed = self.server.s3().list_objects_v2(Bucket=BUCKET, Prefix=sites.PREFIX)
        return {
            **super().snapshot(),
            "pages": {path: self.visit(path) for path in ("/old/", "/new/", "/moved/")},
            "content": record["content"],
            "kept": record["site"] in {one["Key"] for one in listed["Contents"]},
        }

    def visit(self, path: str) -> str:
        found = httpx.get(f"{self.production.amplify.hosted('main')}{path}", timeout=60)
        return f"{found.status_code} {found.headers.get('Location', '')} {found.text}"


@contextmanager
def refreshed() -> Iterator[Refreshed]:
    with operated() as found, publishing() as published:
        yield Refreshed(found, published)


@contextmanager
def operated() -> Iterator[Production]:
    with released() as world:
        yield world.production
