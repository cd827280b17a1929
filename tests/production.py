"""Production's settings on this machine: real PostgreSQL over SSL, and S3 as moto plays it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import commands
from tests.databases import database
from tests.running_site import RunningSite
from tests.services.aws import AwsServer
from tests.services.postgres import PostgresServer
from tests.site_fixtures import Seed

BUCKET = "itg-static-assets"


@pytest.fixture(scope="session")
def production_environment(
    postgres_server: PostgresServer, aws_server: AwsServer, seed: Seed
) -> Iterator[dict[str, str]]:
    """What a production task is given, with a copy of the seeded database and a bucket."""
    aws_server.make_bucket(BUCKET)
    with database(postgres_server, template=seed.database) as login:
        yield commands.environment(
            "prod", commands.PRODUCTION, aws_server.environment_of_clients, login.environment
        )


@pytest.fixture(scope="session")
def production(production_environment: dict[str, str]) -> Iterator[RunningSite]:
    """Production, bootstrapped and serving."""
    finished = commands.run(production_environment, "bootstrap")
    assert finished.returncode == 0, finished.stdout
    with RunningSite(production_environment) as site:
        yield site


def fill_bucket(account: AwsServer, bucket: str, folder: Path) -> None:
    """With the pictures and documents of the seeded database."""
    for path in folder.rglob("*"):
        if path.is_file():
            key = str(path.relative_to(folder))
            account.s3().put_object(Bucket=bucket, Key=key, Body=path.read_bytes())
