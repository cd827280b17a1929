"""Both runtimes, each on a copy of the same database, and their responses to the same requests."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import commands
from tests.databases import database
from tests.running_site import RunningSite
from tests.runtimes import generated
from tests.runtimes.comparison import Comparison, compare
from tests.runtimes.exchange import HOST, ORIGIN, Runtime
from tests.runtimes.function import Function
from tests.runtimes.gunicorn import Gunicorn
from tests.runtimes.journeys import JOURNEYS
from tests.runtimes.visitor import Exchanges, Visitor
from tests.services.aws import AwsServer
from tests.services.lambda_runtime import LambdaRuntime
from tests.services.postgres import PostgresServer
from tests.services.smtp import MailServer
from tests.site_fixtures import Seed

BUCKET = "itg-static-assets"
VARIABLES = {
    **commands.PRODUCTION,
    "DJANGO_ALLOWED_HOSTS": HOST,
    "API_BASE_URL": ORIGIN,
    "PYTHONHASHSEED": "0",  # Wagtail renders sets of texts, whose order is each process's own
}


@pytest.fixture(scope="package")
def mail() -> Iterator[dict[str, str]]:
    """What makes a backend send its mail here."""
    with MailServer() as server:
        yield {"EMAIL_HOST": server.host, "EMAIL_PORT": str(server.port)}


@pytest.fixture(scope="package")
def shared(aws_server: AwsServer, mail: dict[str, str]) -> dict[str, str]:
    """The variables that both runtimes have alike: all but the database and the settings."""
    aws_server.make_bucket(BUCKET)
    return {**VARIABLES, **aws_server.environment_of_clients, **mail}


@pytest.fixture(scope="package")
def gunicorn(
    shared: dict[str, str], postgres_server: PostgresServer, seed: Seed
) -> Iterator[Gunicorn]:
    """Production."""
    with (
        database(postgres_server, template=seed.database) as login,
        RunningSite(commands.environment("prod", shared, login.environment)) as site,
        Gunicorn(site.host, site.port) as gunicorn,
    ):
        yield gunicorn


@pytest.fixture(scope="package")
def preview(
    built_package: Path,
    lambda_brings: Path,
    shared: dict[str, str],
    postgres_server: PostgresServer,
    seed: Seed,
) -> Iterator[LambdaRuntime]:
    """A preview's function."""
    with database(postgres_server, template=seed.database) as login:
        environ = commands.environment("preview", shared, login.environment, {"STAGE": "pr-42"})
        with LambdaRuntime(built_package, environ, lambda_brings) as function:
            yield function


@pytest.fixture(scope="package")
def comparisons(gunicorn: Gunicorn, preview: LambdaRuntime) -> dict[str, Comparison]:
    """Of every journey, by its name. The runtimes take them at the same time."""
    generated.requests()
    with ThreadPoolExecutor() as pool:
        ones, others = pool.map(exchanges_of, (gunicorn, Function(preview)))
    return {name: compare(ones[name], others[name]) for name in ones}


def exchanges_of(runtime: Runtime) -> dict[str, Exchanges]:
    exchanges = {}
    for number, journey in enumerate(JOURNEYS):
        visitor = Visitor(runtime, f"198.51.100.{number}")
        journey(visitor)
        exchanges[journey.__name__] = visitor.exchanges
    return exchanges
