"""An operator of production whose tasks run this code on a copy of the seeded database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from delivery.tools.stages import PRODUCTION
from tests import commands
from tests.databases import database
from tests.delivery.operators import Operator, create_service, nothing_is_late
from tests.infrastructure.made import made
from tests.services.postgres import PostgresServer
from tests.site_fixtures import Seed
from tests.standins.account import Account
from tests.standins.images import Image

DIGEST: Final = "sha256:" + "0123456789abcdef" * 4


@contextmanager
def on_seeded_database(server: PostgresServer, seed: Seed) -> Iterator[Operator]:
    with (
        made() as stacks,
        Account({DIGEST: Image(commands.BACKEND)}, stacks) as account,
        database(server, template=seed.database) as login,
    ):
        account.make_bucket("itg-static-assets")
        operator = Operator(account)
        operator.client("logs").create_log_group(logGroupName=PRODUCTION.log_group)
        create_service(operator, {**commands.PRODUCTION, **login.environment}, DIGEST)
        with nothing_is_late():
            yield operator
