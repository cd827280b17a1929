"""A drill whose copy is a PostgreSQL of its own, begun with the data folder of production's."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Final

import psycopg2
import pytest

from delivery.tools.stages import PRODUCTION
from tests import commands
from tests.databases import database
from tests.delivery.operators import (
    ADMINISTRATOR,
    Operator,
    create_service,
    make_database,
    nothing_is_late,
)
from tests.infrastructure.made import made
from tests.production import fill_bucket
from tests.proof.conftest import bootstrapped
from tests.services.postgres import Login, PostgresServer
from tests.site_fixtures import Seed
from tests.standins.account import Account
from tests.standins.cdn import Cdn
from tests.standins.data_folder import Source
from tests.standins.images import Image

DIGEST: Final = "sha256:" + "0123456789abcdef" * 4
BUCKET: Final = "itg-static-assets"


@dataclass(frozen=True)
class Serving:
    """Production of this commit, in an account whose RDS took a backup when it was bootstrapped."""

    operator: Operator
    login: Login

    def execute(self, statement: str) -> None:
        with closing(psycopg2.connect(self.login.dsn())) as connection, connection:
            connection.cursor().execute(statement)


@pytest.fixture
def serving(postgres_server: PostgresServer, seed: Seed) -> Iterator[Serving]:
    with ExitStack() as stack:
        login = stack.enter_context(database(postgres_server, template=seed.database))
        stacks = stack.enter_context(made())
        source = Source.of(postgres_server, login)
        images = {DIGEST: Image(commands.BACKEND)}
        account = stack.enter_context(Account(images, stacks, database=source))
        account.make_bucket(BUCKET)
        fill_bucket(account, BUCKET, seed.folder)
        cdn = stack.enter_context(Cdn(account, BUCKET))
        environment, site = bootstrapped(account.environment_of_clients, login, BUCKET, cdn)
        stack.enter_context(site)
        stack.enter_context(nothing_is_late())
        operator = Operator(account)
        operator.client("logs").create_log_group(logGroupName=PRODUCTION.log_group)
        make_database(operator, login.user)
        create_service(operator, environment | endpoint(operator), DIGEST)
        yield Serving(operator, login)


def endpoint(operator: Operator) -> dict[str, str]:
    (found,) = operator.client("rds").describe_db_instances()["DBInstances"]
    return {"DB_HOST": found["Endpoint"]["Address"], "DB_PORT": str(found["Endpoint"]["Port"])}


def test_the_copy_is_migrated_and_proved_and_lacks_what_was_written_later(
    serving: Serving,
) -> None:
    serving.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    serving.execute("UPDATE auth_user SET last_login = now()")
    ended = serving.operator.run("backup", "drill", "--json")
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert found["findings"] == []
    assert found["production"]["model"] == "auth.User"
    assert found["production"]["at"] > found["restored"]["at"]
    assert found["lost_seconds"] > 0
    assert "No migrations to apply" in ended.stderr, "the backup was taken before"
    left = serving.operator.client("rds").describe_db_instances()["DBInstances"]
    assert [one["DBInstanceIdentifier"] for one in left] == ["itg-db"]
    assert serving.login.password not in ended.stdout + ended.stderr
    restore_after_a_rotation(serving)


def restore_after_a_rotation(serving: Serving) -> None:
    """The backup has the password of before. Here, for another production would take a minute."""
    secrets = serving.operator.client("secretsmanager")
    secrets.put_secret_value(SecretId=PRODUCTION.secret("DB_PASSWORD"), SecretString="of-later")
    ended = Operator(serving.operator.account, ADMINISTRATOR).run("backup", "restore")
    assert ended.returncode == 0, ended.stderr
    assert "backup swap itg-db-restored" in ended.stdout
    assert "of-later" not in ended.stdout + ended.stderr
