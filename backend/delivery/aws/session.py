"""Clients of AWS's services, and their errors in the words of what was being done.

Region, credentials and endpoints are boto3's own variables: AWS_REGION, AWS_PROFILE,
AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_ECS.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    ProfileNotFound,
    TokenRetrievalError,
)
from botocore.loaders import create_loader

from delivery.config import environment
from delivery.errors import DeliveryError

REGION: Final = "us-west-2"
CONNECT_SECONDS: Final = 5
READ_SECONDS: Final = 60
TRIES: Final = 5
LOADER: Final = create_loader()  # reading a service's description costs more than a call of it
REMEDY: Final = "Run the command again with --verbose to see the whole error."
SIGN_IN: Final = "Sign in (for example `aws sso login`) or set AWS_PROFILE, and run it again."
DENIED: Final = frozenset(
    {"403", "AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}  # 403: S3's HEAD
)
ROLES: Final = "container/infrastructure/access.yaml, or preview-access.yaml for previews"


def region() -> str:
    set_to = environment()
    return set_to.get("AWS_REGION") or set_to.get("AWS_DEFAULT_REGION") or REGION


def client(service: str, *, read_seconds: float = READ_SECONDS, tries: int = TRIES) -> Any:
    """A boto3 client whose every call has a deadline. ``tries`` 1: for calls that must not repeat.

    Making one costs more than a call, so it is kept as long as AWS's variables stay the same. One
    that does not try again is new each time: a connection that was kept may be gone by then.
    Raises DeliveryError when AWS_PROFILE names nothing.
    """
    make = kept_client if tries > 1 else new_client
    return make(service, read_seconds, tries, frozenset(of_aws(environment())))


def of_aws(variables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return (row for row in variables.items() if row[0].startswith("AWS_") or row[0] == "HOME")


def new_client(
    service: str, read_seconds: float, tries: int, variables: frozenset[tuple[str, str]]
) -> Any:
    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_seconds,
        tcp_keepalive=True,  # an invocation may be silent for longer than a network keeps it open
        retries={"total_max_attempts": tries, "mode": "standard"},
    )
    with doing(f"Preparing to talk to {service}"):
        # A session of its own: the default one keeps credentials that were found once.
        session = botocore.session.Session()
        session.register_component("data_loader", LOADER)
        return boto3.session.Session(botocore_session=session).client(
            service, region_name=region(), config=config
        )


kept_client = lru_cache(maxsize=64)(new_client)


@contextmanager
def doing(what: str, remedy: str = REMEDY) -> Iterator[None]:
    """Turn botocore's errors into a DeliveryError that says what was being done, to which thing."""
    try:
        yield
    except (NoCredentialsError, ProfileNotFound, TokenRetrievalError) as error:
        raise DeliveryError(f"{what}: {error}.".replace("..", "."), SIGN_IN) from error
    except ClientError as error:
        found = error.response["Error"]
        if found["Code"] in DENIED:
            remedy = f"Give the role this permission, in {ROLES}."
        said = found.get("Message") or found["Code"]
        raise DeliveryError(f"{what}: {said} ({found['Code']})", remedy) from error
    except BotoCoreError as error:
        raise DeliveryError(f"{what}: {error}", remedy) from error
