"""Production's account, with small images that really run."""

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from delivery.operate import rotation
from delivery.tools.stages import PRODUCTION
from tests import commands
from tests.delivery.production import GOOD, NEXT, Production, image, production
from tests.faults.child import Patches
from tests.faults.snapshot import Snapshot
from tests.faults.world import Words, World
from tests.services.errors import ServiceError
from tests.services.server import READY_WITHIN
from tests.standins.guarded_account import GatedServer

KEY: Final = "DJANGO_SECRET_KEY"
MADE: Final = "made-"  # how values begin that a command makes
SECRETS: Final = (KEY, "DB_PASSWORD")


class Released(World):
    """NEXT has another key than GOOD, which is in service first.

    A command generates a new value of a secret each time.
    """

    def __init__(self, found: Production) -> None:
        self.production = found
        self.key = commands.PRODUCTION[KEY]
        self.made = 0

    @property
    def patches(self) -> Patches:
        self.made += 1
        value = f"{MADE}{self.made}"
        return ((rotation, "made", lambda: value),)

    @property
    def server(self) -> GatedServer:
        return self.production.operator.account

    def environment(self, noun: str) -> Mapping[str, str]:
        return {**self.production.operator.environment(noun), KEY: self.key}

    def deploy(self, version: str) -> Words:
        self.key = commands.PRODUCTION[KEY] + ("" if version == GOOD else "-of-the-next")
        return "release", "deploy", "--image", image(version), "--smoke-within", "5"

    def deploy_next_site(self) -> None:
        """Put NEXT's site into service. A rollback goes to GOOD's."""
        self.production.deploy_site(NEXT)

    def snapshot(self) -> Snapshot:
        """The revision in service, its secrets, its record, and other running tasks."""
        self.wait_until_settled()
        revision = self.service()["taskDefinition"]
        ecs = self.server.client("ecs")
        found = ecs.describe_task_definition(taskDefinition=revision)["taskDefinition"]
        container = found["containerDefinitions"][0]
        return {
            "serves": json.loads(self.production.serving)["version"],
            "image": container["image"],
            "variables": sorted(one["name"] for one in container["environment"]),
            "reads": {
                one["name"]: plain(self.read(one["valueFrom"])) for one in container["secrets"]
            },
            "current": {name: plain(self.production.current(name)) for name in SECRETS},
            "record": self.state_of(revision),
            "site": self.production.visited,
            "tasks": self.running(),
        }

    def service(self) -> Mapping[str, Any]:
        where = {"cluster": PRODUCTION.cluster, "services": [PRODUCTION.service]}
        found: Mapping[str, Any] = self.server.client("ecs").describe_services(**where)
        return dict(found["services"][0])

    def running(self) -> list[str]:
        """Tasks of commands that have not ended."""
        tasks = self.production.operator.tasks()
        return [one["lastStatus"] for one in tasks if one["lastStatus"] != "STOPPED"]

    def wait_until_settled(self) -> None:
        """Wait for a rollout and for tasks, which continue after the command was killed."""
        waited(self.is_settled)

    def is_settled(self) -> bool:
        deployments = self.service()["deployments"]
        steady = [one["rolloutState"] for one in deployments] == ["COMPLETED"]
        return steady and not self.running()

    def read(self, reference: str) -> str:
        """The value that a container gets by this reference now."""
        *name, _, label, _ = f"{reference}:::".split(":")[:10]
        store = self.server.client("secretsmanager")
        found = store.get_secret_value(SecretId=":".join(name), VersionStage=label or "AWSCURRENT")
        return str(found["SecretString"])

    def state_of(self, revision: str) -> str:
        """State of the newest record of the revision in service."""
        s3, bucket = self.server.s3(), self.production.settings().bucket
        listed = s3.list_objects_v2(Bucket=bucket, Prefix=f"{PRODUCTION.name}/")
        names = [one["Key"] for one in listed.get("Contents", [])]
        records = [
            json.loads(s3.get_object(Bucket=bucket, Key=name)["Body"].read())
            for name in sorted(names)
        ]
        return str([one["state"] for one in records if one["task_definition"] == revision][-1])


def plain(value: str) -> str:
    """Without the keys that a command made where they are not alone, and without their numbers."""
    words = [one for one in value.split(",") if not one.startswith(MADE)]
    return ",".join(words) or MADE


def waited(call: Callable[[], bool]) -> None:
    """Wait until it is true. Raises ServiceError if that takes too long."""
    give_up_at = time.monotonic() + READY_WITHIN
    while not call():
        if time.monotonic() > give_up_at:
            raise ServiceError(f"{call} is not so after {READY_WITHIN:.0f} s.")
        time.sleep(0.05)


@contextmanager
def released() -> Iterator[Released]:
    """Put GOOD into service."""
    with (
        tempfile.TemporaryDirectory(prefix="itg-faults-") as folder,
        production(Path(folder)) as found,
    ):
        found.deploy_site(GOOD)
        yield Released(found)
