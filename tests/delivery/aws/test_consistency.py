"""Calls that meet what was made or deleted a moment ago are tried again, and no others."""

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from delivery.aws import consistency, iam, lambda_functions, logs, secretsmanager
from delivery.tools import waiting
from delivery.tools.errors import DeliveryError

ROLE = iam.RoleDefinition("itg-backend-pr-8", "/", "boundary", {}, "its-own", {}, {})
FOUND = {"Role": {"Arn": "arn:aws:iam::111111111111:role/itg-backend-pr-8"}}


class Exceptions:
    """A client's own exceptions, by name, as botocore makes them."""

    def __getattr__(self, name: str) -> type[ClientError]:
        return KINDS.setdefault(name.removesuffix("Exception"), type(name, (ClientError,), {}))


KINDS: dict[str, type[ClientError]] = {}


def refusal(code: str, said: str = "") -> ClientError:
    kind = getattr(Exceptions(), f"{code.removesuffix('Exception')}Exception")
    error: ClientError = kind({"Error": {"Code": code, "Message": said}}, "Call")
    return error


class Service:
    """Returns for each call what it is told, in order; the last result stays."""

    exceptions = Exceptions()

    def __init__(self, **results: list[Any]) -> None:
        self.results, self.calls = results, list[str]()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(**words: Any) -> Any:
            self.calls.append(name)
            left = self.results.get(name, [{}])
            result = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(result, Exception):
                raise result
            return result

        return call


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(monotonic=time.monotonic, sleep=lambda seconds: None)
    monkeypatch.setattr(waiting, "time", clock)  # other threads keep theirs


def use(monkeypatch: pytest.MonkeyPatch, module: Any, service: Service) -> Service:
    monkeypatch.setattr(module, "client", lambda name: service)
    return service


def test_a_role_that_iam_does_not_know_yet_gets_its_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = refusal("NoSuchEntity")
    service = Service(
        get_role=[missing], create_role=[FOUND], put_role_policy=[missing, missing, {}]
    )
    use(monkeypatch, iam, service)
    assert iam.ensure(ROLE) == FOUND["Role"]["Arn"]
    assert service.calls.count("put_role_policy") == 3


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "OperationAbortedException"])
def test_a_log_group_that_is_not_known_yet_gets_its_retention(
    monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    service = use(monkeypatch, logs, Service(put_retention_policy=[refusal(code), {}]))
    logs.ensure("/itg/pr-8/audit", 7, {})
    assert service.calls == ["create_log_group", "put_retention_policy", "put_retention_policy"]


def test_a_log_stream_that_is_not_known_yet_is_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = refusal("ResourceNotFoundException")
    service = use(monkeypatch, logs, Service(put_log_events=[missing, missing, {}]))
    logs.append("/itg/pr-8/audit", "today", "line", "Deploy it.")
    assert service.calls == [*("put_log_events", "create_log_stream"), *["put_log_events"] * 2]


def test_a_log_group_that_is_missing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = refusal("ResourceNotFoundException")
    service = Service(put_log_events=[missing], create_log_stream=[missing])
    use(monkeypatch, logs, service)
    with pytest.raises(DeliveryError, match="There is no log group"):
        logs.append("/itg/pr-8/audit", "today", "line", "Deploy it.")
    assert service.calls == ["put_log_events", "create_log_stream"]


def test_a_secret_whose_deletion_goes_on_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    deleting = refusal("InvalidRequestException", "it was marked for deletion")
    missing = refusal("ResourceNotFoundException")
    scheduled = refusal("InvalidRequestException", "is already scheduled for deletion")
    service = Service(get_secret_value=[deleting, missing], create_secret=[scheduled, {}])
    use(monkeypatch, secretsmanager, service)
    assert secretsmanager.ensure("itg/pr-8/DB_PASSWORD", lambda: "made up", {}) == "made up"
    assert service.calls == [*["get_secret_value"] * 2, *["create_secret"] * 2]


@pytest.mark.parametrize("ended", ["Successful", "Failed"])
def test_the_next_change_of_a_function_waits_for_the_last_however_it_ends(
    monkeypatch: pytest.MonkeyPatch, ended: str
) -> None:
    states: list[Any] = [
        {"State": "Pending"},
        {"State": "Active", "LastUpdateStatus": "InProgress"},
        {"State": "Active", "LastUpdateStatus": ended},
    ]
    service = use(monkeypatch, lambda_functions, Service(get_function_configuration=states))
    lambda_functions.wait_until_idle("itg-backend-pr-8")
    assert len(service.calls) == 3


def test_another_refusal_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(get_role=[FOUND], put_role_policy=[refusal("MalformedPolicyDocument")])
    use(monkeypatch, iam, service)
    with pytest.raises(DeliveryError):
        iam.ensure(ROLE)
    assert service.calls == ["get_role", "put_role_policy"]


def test_the_last_refusal_is_raised_when_patience_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consistency, "PATIENCE_SECONDS", 0)
    service = Service(get_role=[FOUND], put_role_policy=[refusal("NoSuchEntity")])
    use(monkeypatch, iam, service)
    with pytest.raises(DeliveryError, match="NoSuchEntity"):
        iam.ensure(ROLE)
    assert service.calls.count("put_role_policy") == 1
