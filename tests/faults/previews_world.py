"""The previews' account. Its functions handle only delivery's commands."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from botocore.exceptions import ClientError

from delivery.preview import site as preview_site
from delivery.preview.github import DESTROYED
from delivery.site import sequence
from delivery.site.prerender import SHELL
from delivery.tools import checkout
from delivery.tools.stages import PROVISIONER, Preview
from tests.faults import snapshot
from tests.faults.child import Patches
from tests.faults.snapshot import Snapshot
from tests.faults.world import Words, World
from tests.previews.conftest import NO_SERVER, PAGE, account_of
from tests.previews.operators import Operator
from tests.standins import light_function
from tests.standins.amplify import UNFINISHED
from tests.standins.github import GitHub
from tests.standins.guarded_account import GatedServer
from tests.standins.previews_account import APP, FILES

NUMBER: Final = 1
API: Final = "https://api.innovatetogrow.test/api"
# The last states of a deployment on GitHub: one that failed stays in its history.
ENDED: Final = {"error", "failure", "inactive"}
FIRST, SECOND, MIGRATED = "a" * 40, "b" * 40, "c" * 40
MIGRATION: Final = "content.9000_motto"
# Of production's site, the branch that it is deployed to.
MAIN: Final = "main"


class Previews(World):
    """``packages`` by commit."""

    def __init__(self, operator: Operator, packages: Mapping[str, Path]) -> None:
        self.operator, self.packages = operator, packages
        self.github = operator.github
        self.home = operator.account.amplify.hosted(MAIN)

    @property
    def server(self) -> GatedServer:
        return self.operator.account.cloud

    def environment(self, noun: str) -> Mapping[str, str]:
        if noun != "site":
            return self.operator.environment(noun)
        return {
            **self.operator.environment("preview"),
            **self.operator.account.cloud.credentials("itg-site"),
            "AMPLIFY_APP_ID": APP,
            "RELEASES_BUCKET": self.operator.account.cloud.made.variables["RELEASES_BUCKET"],
            "FRONTEND_URL": self.home,
            "VITE_API_BASE_URL": API,
        }

    @property
    def patches(self) -> Patches:
        """A site is built and pre-rendered in other tests. Its commit is not this checkout's."""
        return (
            (checkout, "commit", lambda: FIRST),
            (sequence, "build", lambda api, dist: preview_site.take(self.operator.site, dist)),
            (
                sequence,
                "prerender",
                lambda dist, *words: shutil.copyfile(dist / "index.html", dist / SHELL),
            ),
        )

    def deploy_provisioner(self, commit: str) -> Words:
        package = str(self.packages[commit])
        return "provisioner", "deploy", "--commit", commit, "--package", package

    def forget_provisioner(self) -> None:
        """As if it had never been deployed."""
        for service, remove, word in (
            ("lambda", "delete_function", {"FunctionName": PROVISIONER.function}),
            ("logs", "delete_log_group", {"logGroupName": PROVISIONER.log_group}),
        ):
            with suppress(ClientError):
                getattr(self.server.client(service), remove)(**word)

    def forget_migration(self) -> None:
        """As if no commit had brought one."""
        key = f"{Preview(NUMBER).prefix}migrations/{MIGRATION}"
        self.server.s3().delete_object(Bucket=FILES, Key=key)

    def forget_site(self) -> None:
        """Production's: its next deploy is the first one."""
        amplify = self.operator.account.amplify
        amplify.branches[MAIN].live = {}
        amplify.branches[MAIN].jobs.clear()
        amplify.app |= {"customRules": [], "customHeaders": ""}
        s3, bucket = self.server.s3(), self.operator.account.cloud.made.variables["RELEASES_BUCKET"]
        for one in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
            s3.delete_object(Bucket=bucket, Key=one["Key"])

    def deploy(self, commit: str) -> Words:
        return tuple(self.operator.deploy_words(NUMBER, commit, self.packages[commit]))

    def snapshot(self) -> Snapshot:
        return {
            **snapshot.of(self.server),
            "database": self.databases(),
            "site": self.sites(),
            "deployment": self.deployments(),
            "comment": self.comments(),
        }

    def databases(self) -> Any:
        """Databases of all previews, from the provisioner. Empty if there is no provisioner."""
        client = self.server.client("lambda")
        event = json.dumps({"command": ["preview_database", "list"], "id": "snapshot"})
        try:
            found = client.invoke(FunctionName=PROVISIONER.function, Payload=event)
        except client.exceptions.ResourceNotFoundException:
            return {}
        rows = json.loads(json.load(found["Payload"])["output"])["previews"]
        return {row["name"]: row["whole"] for row in rows}

    def sites(self) -> Mapping[str, Any]:
        amplify = self.operator.account.amplify
        return {
            "app": amplify.app,
            **{
                name: {
                    "asks": bool(branch.credentials),
                    "serves": sorted(branch.live),
                    "unfinished": sum(one.status in UNFINISHED for one in branch.jobs.values()),
                }
                for name, branch in amplify.branches.items()
            },
        }

    def deployments(self) -> Mapping[str, Any]:
        """Deployments on GitHub that have not ended."""
        told = [
            (one["environment"], one["sha"] if "sha" in one else one["ref"], states(one))
            for one in self.github.deployments
        ]
        return {f"{where} {commit}": state for where, commit, state in told if state not in ENDED}

    def comments(self) -> Mapping[str, str]:
        """But that a preview is gone, which stays where there was one before."""
        bodies = [one["body"] for one in self.github.comments]
        found = enumerate(body.splitlines()[1] for body in bodies)
        return {str(at): line for at, line in found if line != DESTROYED}


def states(deployment: Mapping[str, Any]) -> str:
    statuses = deployment["statuses"]
    return str(statuses[-1]["state"]) if statuses else "none"


@contextmanager
def previews(*, provisioner: bool = True) -> Iterator[Previews]:
    with (
        tempfile.TemporaryDirectory(prefix="itg-faults-") as name,
        account_of(NO_SERVER) as account,
        GitHub() as github,
    ):
        folder = Path(name)
        (folder / "index.html").write_text(PAGE)
        packages = {commit: folder / f"{commit}.zip" for commit in (FIRST, SECOND, MIGRATED)}
        for commit, path in packages.items():
            migration = MIGRATION if commit == MIGRATED else ""
            path.write_bytes(light_function.package(commit, migration))
        if provisioner:
            account.put_provisioner(light_function.package(), {"PREVIEWS_FILES": FILES})
        github.pulls[NUMBER] = "open"
        yield Previews(Operator(account, github, packages[FIRST], folder), packages)
