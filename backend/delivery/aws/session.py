"""Clients of AWS's services. Their errors become a DeliveryError that says what was being done.

Region, credentials and endpoints are boto3's own variables: AWS_REGION, AWS_PROFILE,
AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_ECS.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from json import JSONDecodeError
from typing import Any, Final

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    HTTPClientError,
    LoginError,
    NoAuthTokenError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)
from botocore.exceptions import ConnectionError as NoConnectionError

from delivery.tools.config import environment, region
from delivery.tools.errors import DeliveryError

CONNECT_SECONDS: Final = 5
READ_SECONDS: Final = 60
TRIES: Final = 5
REMEDY: Final = "Run the command again with --verbose to see the whole error."
SIGN_IN: Final = (
    "Sign in (for example `aws sso login`) or set AWS_PROFILE, and run the command again."
)
DENIED: Final = frozenset(
    {"403", "AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}  # 403: S3's HEAD
)
# The credentials have ended, or AWS does not know them.
# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
NOT_SIGNED_IN: Final = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidToken",
        "TokenRefreshRequired",
        "UnrecognizedClientException",
    }
)
NO_CREDENTIALS: Final = (
    CredentialRetrievalError,
    LoginError,
    NoAuthTokenError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)
GIVE: Final = (
    "Give the role this permission in access.yaml, preview-access.yaml or "
    "provisioner-access.yaml of "
    "container/infrastructure, and deploy that stack."
)
# AWS gets too many requests from us, or cannot serve anybody now. The client has already tried
# several times.
BUSY: Final = "The command is correct. Run it again in a minute."
# Nothing responds: this machine has no network, there is no such region, or the region is down.
UNREACHED: Final = (
    "Check AWS_REGION and this machine's network. "
    "https://health.aws.amazon.com/health/status says whether AWS is down there. "
    "docs/operating.md says what still works then."
)
ENDPOINT: Final = "AWS_ENDPOINT_URL"


def client(
    service: str,
    *,
    read_seconds: float = READ_SECONDS,
    tries: int = TRIES,
    region_name: str = "",
) -> Any:
    """A boto3 client whose every call has a deadline. ``tries`` 1: for calls that must not repeat.

    Making a client costs more than a call, so clients are kept while AWS's variables stay the same.
    A client that tries only once is always a new one, because a kept connection may be closed.
    Raises DeliveryError if there is no such AWS_PROFILE, or if an endpoint is not an address.
    """
    make = kept_client if tries > 1 else new_client
    variables = frozenset(of_aws(environment()))
    return make(service, read_seconds, tries, region_name or region(), variables)


def of_aws(variables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return (row for row in variables.items() if row[0].startswith("AWS_") or row[0] == "HOME")


def new_client(
    service: str,
    read_seconds: float,
    tries: int,
    region_name: str,
    variables: frozenset[tuple[str, str]],
) -> Any:
    from botocore.config import Config

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_seconds,
        # An invocation may be silent for long. botocore cannot set when a silent connection is
        # probed: the system's setting applies (on Linux net.ipv4.tcp_keepalive_time, 2 hours).
        tcp_keepalive=True,
        retries={"total_max_attempts": tries, "mode": "standard"},
    )
    with doing(f"Preparing to talk to {service}"):
        try:
            made = session(variables).client(service, region_name=region_name, config=config)
        except ValueError as error:  # botocore raises it for what is no address
            raise DeliveryError(f"Preparing to talk to {service}: {error}.", mend()) from error
        made.meta.events.register("needs-retry", refuse_page)
        return made


@lru_cache(maxsize=4)
def session(variables: frozenset[tuple[str, str]]) -> Any:
    """The session of all clients. It looks for credentials once, until AWS's variables change."""
    # The imports take 0.2 s. A command that does not call AWS does not need them.
    import boto3
    import botocore.session

    made = botocore.session.Session()
    made.register_component("data_loader", loader())
    return boto3.session.Session(botocore_session=made)


@cache
def loader() -> Any:
    """Cached, because reading a service's description takes longer than a call to the service."""
    from botocore.loaders import create_loader

    return create_loader()


def refuse_page(response: tuple[Any, Any] | None, operation: Any, **event: Any) -> None:
    """Raises DeliveryError if the response is a web page: the endpoint is some other server's.

    botocore would read it as a response without content. botocore repeats a call that fails with
    500 or more, so those are left to it. A stream is not checked: an object may be a web page.
    """
    if response is None or response[0].raw.status >= 500:  # botocore may set status_code to 500
        return
    if operation.has_streaming_output:
        return
    if response[0].content.lstrip()[:20].lower().startswith((b"<!doctype html", b"<html")):
        service = operation.service_model.service_name
        raise DeliveryError(f"{service} {operation.name}: the response is a web page.", mend())


def mend() -> str:
    names = sorted(name for name in environment() if name.startswith(ENDPOINT))
    return f"Correct or unset {', '.join(names) or ENDPOINT}, then run the command again."


kept_client = lru_cache(maxsize=64)(new_client)


@contextmanager
def doing(what: str, remedy: str = REMEDY) -> Iterator[None]:
    """Turn botocore's errors into a DeliveryError that says what was being done, to which thing."""
    from botocore.parsers import ResponseParserError  # takes 0.1 s, which --help does not need

    try:
        yield
    except NO_CREDENTIALS as error:
        raise DeliveryError(f"{what}: {error}.".replace("..", "."), SIGN_IN) from error
    except ClientError as error:
        found = error.response["Error"]
        if found["Code"] in DENIED:
            remedy = GIVE
        elif found["Code"] in NOT_SIGNED_IN:
            remedy = SIGN_IN
        elif is_busy(error):
            remedy = BUSY
        message = found.get("Message") or found["Code"]
        message = "the response is a web page" if message.lstrip().startswith("<") else message
        raise DeliveryError(f"{what}: {message} ({found['Code']})", remedy) from error
    except (ResponseParserError, JSONDecodeError) as error:
        raise DeliveryError(f"{what}: the response is not from AWS.", mend()) from error
    except (NoConnectionError, HTTPClientError) as error:
        raise DeliveryError(
            f"{what}: {error}", UNREACHED if remedy == REMEDY else remedy
        ) from error
    except BotoCoreError as error:
        raise DeliveryError(f"{what}: {error}", remedy) from error


def is_busy(error: ClientError) -> bool:
    """Whether the status or the code means that the same call may succeed later."""
    found = error.response
    status = found.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status in {429, 500, 502, 503, 504} or "Throttl" in found["Error"]["Code"]
