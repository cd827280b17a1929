"""The services as fixtures, for the whole session; `postgres_server` is in `tests.database`.

Who breaks a server starts one of its own: `with PostgresServer() as server`.
"""

from collections.abc import Iterator

import pytest

from tests.services.aws import AwsServer
from tests.services.chromium import Chromium, find_chromium
from tests.services.redis import RedisServer


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture(scope="session")
def chromium() -> Chromium:
    return find_chromium()


@pytest.fixture(scope="session")
def aws_server() -> Iterator[AwsServer]:
    with AwsServer() as server:
        yield server
