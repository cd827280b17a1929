"""The site as production serves it: three workers, PostgreSQL, and Redis where it is wanted."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests import commands, prepared
from tests.databases import database
from tests.running_site import RunningSite
from tests.services.postgres import PostgresServer
from tests.services.redis import RedisServer


@dataclass(frozen=True)
class Site:
    gunicorn: RunningSite
    postgres: PostgresServer
    redis: RedisServer
    environ: dict[str, str]


@contextmanager
def running(*, with_redis: bool) -> Iterator[Site]:
    with ExitStack() as stack:
        kept = stack.enter_context(prepared.seeded())
        postgres = stack.enter_context(PostgresServer(kept / "data"))
        redis = stack.enter_context(RedisServer())
        login = stack.enter_context(database(postgres, template=prepared.SEEDED))
        local = {"LOCAL_DATA_DIR": str(kept / "files")}
        if with_redis:
            local["REDIS_URL"] = redis.url
        environ = commands.environment("dev", prepared.POSTGRESQL, login.environment, local)
        gunicorn = stack.enter_context(RunningSite(environ))
        yield Site(gunicorn, postgres, redis, environ)
