"""Clients of AWS are made once, for as long as they would be made the same."""

from typing import Any

import boto3
import pytest
from botocore import exceptions
from botocore.exceptions import ClientError

from delivery.aws.session import BUSY, GIVE, REMEDY, SIGN_IN, UNREACHED, client, doing
from delivery.tools.errors import DeliveryError


def test_a_client_is_kept_until_awss_variables_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "first")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    first = client("sts")
    assert client("sts") is first
    assert client("sts", tries=1) is not client("sts", tries=1)  # a kept connection may be gone
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:8")
    assert client("sts").meta.endpoint_url == "http://127.0.0.1:8"
    assert first.meta.config.tcp_keepalive


def test_all_clients_of_a_command_share_one_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials are looked for once: from a role or a sign-in that takes a request of its own."""
    made: list[object] = []
    real = boto3.session.Session

    def counted(**words: Any) -> boto3.session.Session:
        made.append(words)
        return real(**words)

    monkeypatch.setattr(boto3.session, "Session", counted)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:7")
    for service in ("sts", "s3", "ecs"):
        client(service)
    client("lambda", tries=1)
    assert len(made) == 1


@pytest.mark.parametrize(
    ("code", "status", "remedy"),
    [
        ("ThrottlingException", 400, BUSY),
        ("Throttling", 400, BUSY),
        ("SlowDown", 503, BUSY),
        ("TooManyRequestsException", 429, BUSY),
        ("InternalFailure", 500, BUSY),
        ("AccessDeniedException", 403, GIVE),
        ("ExpiredToken", 403, SIGN_IN),
        ("ExpiredTokenException", 400, SIGN_IN),
        ("InvalidAccessKeyId", 403, SIGN_IN),
        ("InvalidClientTokenId", 403, SIGN_IN),
        ("UnrecognizedClientException", 400, SIGN_IN),
        ("ValidationException", 400, REMEDY),
    ],
)
def test_a_code_of_aws_leads_to_its_remedy(code: str, status: int, remedy: str) -> None:
    response: Any = {
        "Error": {"Code": code, "Message": "no"},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    with pytest.raises(DeliveryError) as raised, doing("Listing"):
        raise ClientError(response, "List")
    assert raised.value.remedy == remedy


@pytest.mark.parametrize(
    "error",
    [
        exceptions.UnauthorizedSSOTokenError(),
        exceptions.SSOTokenLoadError(error_msg="no token"),
        exceptions.LoginRefreshRequired(),
        exceptions.CredentialRetrievalError(provider="process", error_msg="ended"),
        exceptions.PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_who_is_not_signed_in_any_more_is_told_to_sign_in(error: Exception) -> None:
    with pytest.raises(DeliveryError) as raised, doing("Listing"):
        raise error
    assert raised.value.remedy == SIGN_IN


def test_who_reaches_nothing_is_told_where_aws_says_what_is_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "tests")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")  # nothing listens there
    with (
        pytest.raises(DeliveryError, match="Asking who: Could not connect") as told,
        doing("Asking who"),
    ):
        client("sts", tries=1).get_caller_identity()
    assert told.value.remedy == UNREACHED
