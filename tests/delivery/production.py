"""A production of small images, which a release is put into in this process, within a second."""

import hashlib
import json
import os
import subprocess
import urllib.request
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from unittest.mock import patch

from delivery.records.releases import Release
from delivery.release import sequence
from delivery.release.rollback import roll_back
from delivery.release.settings import ReleaseSettings
from delivery.run import one_off
from delivery.site.prerender import SHELL
from delivery.site.sequence import keep_and_deploy
from delivery.site.settings import SiteSettings
from delivery.tools import checkout
from delivery.tools.stages import PRODUCTION
from tests import commands
from tests.delivery.operators import (
    APP,
    ECR,
    NAMES,
    RELEASE,
    SITE,
    Operator,
    create_service,
    nothing_is_late,
)
from tests.infrastructure.made import made
from tests.services.aws import REGION
from tests.standins import small_image
from tests.standins.account import Account
from tests.standins.amplify import Amplify
from tests.standins.images import Image

PASSWORD: Final = "works-today"
MAIN: Final = "main"
BUCKET: Final = NAMES["RELEASES_BUCKET"]
# By commit: what the image does. The first one is good, and in service before each test.
IMAGES: Final[dict[str, dict[str, Any]]] = {
    "a" * 40: {},
    "b" * 40: {"schema": ["content.0001_initial", "content.0002_more"]},
    "c" * 40: {"health": "<!doctype html><title>Maintenance</title>"},
    "d" * 40: {"dies": "SystemExit: this code dies"},
    "e" * 40: {"health": json.dumps({"version": "f" * 40})},
    "9" * 40: {"findings": [{"name": "status:page:HomePage", "words": "returned 500, not 200"}]},
    "0" * 40: {"faults": ["writing content.Page: column content_page.colour must be filled"]},
}
# A bucket that the role may use, and that is gone.
MISSING: Final = "itg-missing"
USE_MISSING: Final = {
    "Effect": "Allow",
    "Action": "s3:*",
    "Resource": f"arn:aws:s3:::{MISSING}*",
}
GOOD, NEXT, HTML, DYING, OTHER, UNPROVED, STRICT = IMAGES
NEVER_BUILT: Final = "7" * 40  # no image above, so no test can put it on record


def digest(version: str) -> str:
    """As the stand-in of ECR makes it: of the layers."""
    return f"sha256:{hashlib.sha256(version.encode()).hexdigest()}"


def image(version: str) -> str:
    return f"{ECR}/{PRODUCTION.repository}@{digest(version)}"


def manifest(version: str) -> str:
    kind = "application/vnd.docker.distribution.manifest.v2+json"
    layers = {"config": {"digest": version, "size": 1}, "layers": [{"digest": version, "size": 1}]}
    return json.dumps({"schemaVersion": 2, "mediaType": kind, **layers})


@dataclass
class Production:
    """What a release is given, and what visitors then are."""

    operator: Operator
    database: Path
    amplify: Amplify
    said: list[str] = field(default_factory=list)

    def settings(self, **changes: str) -> ReleaseSettings:
        variables = {**self.operator.variables, **changes}
        return ReleaseSettings.read(variables, steady_seconds=30, smoke_seconds=0.2)

    def deploy(self, version: str, **changes: str) -> Release:
        return sequence.deploy(image(version), self.settings(**changes), self.said.append)

    def rollback(self, to: str = "", *, unchecked: bool = False, **changes: str) -> Release:
        return roll_back(self.settings(**changes), self.said.append, to, unchecked=unchecked)

    def deploy_site(self, version: str) -> str:
        """A site that shows the version, deployed as of that commit; its name in the bucket."""
        settings = SiteSettings.read(self.operator.variables)
        with TemporaryDirectory() as folder, self.signed_in(SITE):
            dist = Path(folder, "dist")
            dist.mkdir()
            for name in ("index.html", SHELL):
                (dist / name).write_text(f"<title>{version}</title>")
            with patch.object(checkout, "commit", lambda: version):
                keep_and_deploy(dist, 1, settings, self.said.append, 30)
        return str(self.record(version)["site"])

    @property
    def visited(self) -> str:
        """What visitors get at the site's address."""
        return self.amplify.branch(MAIN).live.get("index.html", b"").decode()

    def run(self, *words: str, **changes: str) -> "subprocess.CompletedProcess[str]":
        """A command, where these variables are other ones."""
        variables = {**self.operator.variables, **changes}
        return Operator(self.operator.account, variables).run(*words)

    @property
    def registered(self) -> list[str]:
        """Every revision."""
        ecs = self.operator.client("ecs")
        return list(ecs.list_task_definitions(familyPrefix=PRODUCTION.family)["taskDefinitionArns"])

    @property
    def serving(self) -> str:
        """What visitors get at /health/."""
        address = f"{self.operator.account.balancer}/health/"
        with urllib.request.urlopen(address, timeout=10) as response:  # noqa: S310 (loopback)
            return str(response.read().decode())

    def current(self, variable: str) -> str:
        """The value of the secret's AWSCURRENT."""
        store = self.operator.client("secretsmanager")
        found = store.get_secret_value(
            SecretId=PRODUCTION.secret(variable), VersionStage="AWSCURRENT"
        )
        return str(found["SecretString"])

    def forget_secrets_except(self, variables: Collection[str]) -> bool:
        """Delete the secrets of other variables. Returns whether there were any."""
        store, kept = self.operator.client("secretsmanager"), {*map(PRODUCTION.secret, variables)}
        names = {secret["Name"] for secret in store.list_secrets()["SecretList"]} - kept
        others = [name for name in names if name.startswith(PRODUCTION.secret(""))]
        for name in others:
            store.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
        return bool(others)

    def later_task(self) -> int:
        """Exit code of a task that is started on what serves."""
        return one_off.run_task(["check"], self.said.append).exit_code

    @property
    def revision(self) -> str:
        return sequence.in_service()

    def record(self, version: str) -> dict[str, Any]:
        """The newest record of that version."""
        s3 = self.operator.account.s3()
        listed = s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        names = sorted(one["Key"] for one in listed if version[:12] in one["Key"])
        found: dict[str, Any] = json.loads(
            s3.get_object(Bucket=BUCKET, Key=names[-1])["Body"].read()
        )
        return found

    @contextmanager
    def releases_may(self, *statements: dict[str, str]) -> Iterator[None]:
        """The role of releases has another policy, with these statements."""
        iam, policy = self.operator.client("iam"), {"RoleName": RELEASE, "PolicyName": "other"}
        document = {"Version": "2012-10-17", "Statement": list(statements)}
        iam.put_role_policy(**policy, PolicyDocument=json.dumps(document))
        try:
            yield
        finally:
            iam.delete_role_policy(**policy)

    @contextmanager
    def signed_in(self, role: str = RELEASE) -> Iterator[None]:
        """This process acts in the account as that role. The account is late with nothing."""
        environ = {**self.operator.account.credentials(role), "AWS_REGION": REGION}
        with patch.dict(os.environ, environ), nothing_is_late():
            yield


@contextmanager
def production(folder: Path) -> Iterator[Production]:
    """The account, with GOOD in service."""
    database = folder / "database"
    database.write_text(PASSWORD)
    images = {
        digest(version): Image(small_image.make(folder / version, **says), version)
        for version, says in IMAGES.items()
    }
    with (
        made() as stacks,
        Amplify(APP) as amplify,
        Account(images, stacks, amplify.url) as account,
    ):
        variables = {
            **commands.PRODUCTION,
            **NAMES,
            "DB_HOST": "itg-db.test",
            "DB_USER": "itg",
            "DB_PORT": "5432",
            "DB_PASSWORD": PASSWORD,
            "DB_NAME": str(database),
            "API_BASE_URL": account.balancer,
            "FRONTEND_URL": amplify.hosted(MAIN),
        }
        found = Production(Operator(account, variables), database, amplify)
        with found.signed_in():
            prepare(found.operator)
            found.deploy(GOOD)
        yield found


def prepare(operator: Operator) -> None:
    operator.account.make_bucket(BUCKET)
    operator.client("logs").create_log_group(logGroupName=PRODUCTION.log_group)
    create_service(operator, operator.variables, digest(GOOD))
    ecr = operator.client("ecr")
    ecr.create_repository(repositoryName=PRODUCTION.repository)
    for version in IMAGES:
        ecr.put_image(
            repositoryName=PRODUCTION.repository,
            imageManifest=manifest(version),
            imageTag=version,
        )
