"""The function as AWS runs it, with a database, a bucket and a superuser of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import commands
from tests.databases import database
from tests.function.events import API_HOST, FUNCTION_URL_HOST
from tests.function.wsgi import TRIGGERS, MakeEvent
from tests.services.aws import AwsServer
from tests.services.errors import ServiceError
from tests.services.lambda_runtime import LambdaRuntime
from tests.services.postgres import PostgresServer
from tests.site_fixtures import Seed

BUCKET = "itg-previews"
HOSTS = f"{FUNCTION_URL_HOST},{API_HOST},.elb.amazonaws.com"
PREVIEW = {
    **commands.PRODUCTION,
    "DJANGO_ALLOWED_HOSTS": HOSTS,
    "API_BASE_URL": f"https://{FUNCTION_URL_HOST}",
    "STAGE": "pr-42",
    "AWS_STORAGE_BUCKET_NAME": BUCKET,
}


@pytest.fixture(scope="session")
def lambda_code(built_package: Path) -> Path:
    """The unpacked code that the function runs: what `make package` builds."""
    return built_package


@pytest.fixture(scope="session")
def bucket(aws_server: AwsServer) -> dict[str, str]:
    """What makes the function's S3 the tests' own, with the bucket there."""
    aws_server.make_bucket(BUCKET)
    return aws_server.environment_of_clients


@pytest.fixture
def preview_environment(
    postgres_server: PostgresServer, bucket: dict[str, str], seed: Seed
) -> Iterator[dict[str, str]]:
    """A preview's, with a copy of the seeded database."""
    with database(postgres_server, template=seed.database) as login:
        yield commands.environment("preview", PREVIEW, bucket, login.environment)


StartFunction = Callable[..., LambdaRuntime]


@pytest.fixture
def start_function(
    lambda_code: Path, lambda_brings: Path, preview_environment: dict[str, str]
) -> Iterator[StartFunction]:
    """``start_function(**variables)`` runs the function until the test ends."""
    with ExitStack() as stack:

        def start(**variables: str) -> LambdaRuntime:
            environ = preview_environment | variables
            return stack.enter_context(LambdaRuntime(lambda_code, environ, lambda_brings))

        yield start


FailureOfInit = Callable[[dict[str, str]], dict[str, str]]


@pytest.fixture
def failure_of_init(lambda_code: Path, lambda_brings: Path) -> FailureOfInit:
    """``failure_of_init(environment)`` is the error with which the function ends at its start."""

    def fail(environment: dict[str, str]) -> dict[str, str]:
        runtime = LambdaRuntime(lambda_code, environment, lambda_brings)
        try:
            with pytest.raises(ServiceError, match="ended at start with exit code 1"):
                runtime.start()
            return runtime.init_error
        finally:
            runtime.stop()

    return fail


@pytest.fixture(scope="package")
def function(
    lambda_code: Path,
    lambda_brings: Path,
    postgres_server: PostgresServer,
    bucket: dict[str, str],
    seed: Seed,
) -> Iterator[LambdaRuntime]:
    """One function for all tests that leave it as it was."""
    with database(postgres_server, template=seed.database) as login:
        environ = commands.environment("preview", PREVIEW, bucket, login.environment)
        with LambdaRuntime(lambda_code, environ, lambda_brings) as runtime:
            yield runtime


@pytest.fixture(params=TRIGGERS)
def trigger(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def make_event(trigger: str) -> MakeEvent:
    return TRIGGERS[trigger]
