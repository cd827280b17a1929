"""Production on this machine: a database and a bucket with the sample site, and what serves now."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from delivery.release import proof
from delivery.release.proof import Proof
from tests import commands
from tests.databases import database
from tests.production import fill_bucket
from tests.running_site import RunningSite
from tests.services.aws import AwsServer
from tests.services.postgres import Login, PostgresServer
from tests.site_fixtures import Seed
from tests.standins.cdn import Cdn

BUCKET = "itg-proof-assets"
WITHIN = 300


@dataclass(frozen=True)
class Proved:
    """What a run of ``manage.py prove`` said."""

    code: int
    proof: Proof
    said: str

    @property
    def findings(self) -> dict[str, str]:
        return dict(self.proof.findings)


@dataclass(frozen=True)
class Production:
    """What a task of production is given, and the address of what serves now."""

    environment: dict[str, str]
    url: str
    account: AwsServer

    def prove(self, *words: str, code: Path = commands.BACKEND, **changes: str) -> Proved:
        """As the one-off task of a new release does, whose code is in that folder."""
        words = ("prove", "--production", self.url, "--settle", "0", *words)
        ended = subprocess.run(
            [sys.executable, str(code / "manage.py"), *words],
            env=self.environment | changes,
            capture_output=True,
            text=True,
            timeout=WITHIN,
        )
        return read(ended)

    def lose_static_file(self) -> dict[str, Any]:
        """The first one is no longer in the bucket; what puts it there again."""
        s3 = self.account.s3()
        key = s3.list_objects_v2(Bucket=BUCKET, Prefix="static/", MaxKeys=1)["Contents"][0]["Key"]
        found = s3.get_object(Bucket=BUCKET, Key=key)
        s3.delete_object(Bucket=BUCKET, Key=key)
        return {"Key": key, "Body": found["Body"].read(), "ContentType": found["ContentType"]}


def read(ended: "subprocess.CompletedProcess[str]") -> Proved:
    """The lines are read by what reads them in a release."""
    said = ended.stdout + ended.stderr
    return Proved(ended.returncode, proof.read(said.splitlines()), said)


@pytest.fixture(scope="module")
def production(
    postgres_server: PostgresServer, aws_server: AwsServer, seed: Seed
) -> Iterator[Production]:
    """Bootstrapped and serving."""
    aws_server.make_bucket(BUCKET)
    fill_bucket(aws_server, BUCKET, seed.folder)
    with (
        Cdn(aws_server, BUCKET) as cdn,
        database(postgres_server, template=seed.database) as login,
    ):
        environment, site = bootstrapped(aws_server.environment_of_clients, login, BUCKET, cdn)
        with site:
            yield Production(environment, site.url, aws_server)


def bootstrapped(
    clients: Mapping[str, str], login: Login, bucket: str, cdn: Cdn
) -> tuple[dict[str, str], RunningSite]:
    """What a task of production is given, and production itself, to be started."""
    environment = commands.environment(
        "prod",
        commands.PRODUCTION,
        clients,
        login.environment,
        {"AWS_STORAGE_BUCKET_NAME": bucket, "AWS_S3_CUSTOM_DOMAIN": cdn.url},
    )
    site = RunningSite(environment)
    environment |= {"DJANGO_ALLOWED_HOSTS": site.host, "API_BASE_URL": site.url}
    site.environment = environment | {"TMPDIR": str(site.directory)}
    finished = commands.run(environment, "bootstrap")
    assert finished.returncode == 0, finished.stdout
    return environment, site
