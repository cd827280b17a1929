"""Lambda: invoke, configure, find and delete functions, and give a function a public URL."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ConnectionError as ConnectionLost
from botocore.exceptions import HTTPClientError

from delivery.aws.consistency import once_known
from delivery.aws.session import client, doing
from delivery.tools.errors import DeliveryError
from delivery.tools.waiting import Deadline

LONGEST_SECONDS: Final = 900  # the longest time that Lambda lets a function run
IDLE_SECONDS: Final = 180.0
# Errors of an invocation that did not run the function. A function that was idle for weeks is
# Inactive. Its first invocation fails, and then it is Pending for up to some minutes.
# https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
NOT_RUN: Final = (
    "TooManyRequestsException",
    "ResourceNotReadyException",
    "ResourceConflictException",
    "ENINotReadyException",
    "EC2ThrottledException",
)
READY: Final = {"Delay": 0.5, "MaxAttempts": 360}
# An account must keep this much concurrency for functions without a reservation.
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
UNRESERVED_LEAST: Final = 100
# https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
# Since October 2025 a public URL needs both permissions. The second one allows only requests that
# came through the URL, so no other account can invoke the function directly with a command.
PERMISSIONS: Final[dict[str, dict[str, Any]]] = {
    "url-is-public": {"Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"},
    "invoked-via-url": {"Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": True},
}


@dataclass(frozen=True, slots=True)
class Function:
    """``modified`` is a time in ISO 8601."""

    name: str
    modified: str
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FunctionState:
    """``state`` and ``last_update`` are Lambda's words, such as Active and Successful."""

    state: str
    last_update: str
    tags: Mapping[str, str]


def invoke(name: str, event: dict[str, Any], missing: str) -> dict[str, Any]:
    """Invoke the function only once, because each invocation runs the command. Return its result.

    The request is sent again only if Lambda did not run the function: because of too many
    requests, or because the function or its network is not ready yet.

    Raises DeliveryError if the function fails, if it does not exist (with the remedy ``missing``),
    or if the connection is lost. After a lost connection the outcome is not known.
    """
    functions = client("lambda", read_seconds=LONGEST_SECONDS + 10, tries=1)
    with doing(f"Invoking {name}"):
        try:
            found = once_known(
                lambda: functions.invoke(FunctionName=name, Payload=json.dumps(event).encode()),
                *NOT_RUN,
                within=IDLE_SECONDS,
            )
        except functions.exceptions.ResourceNotFoundException as error:
            raise DeliveryError(f"There is no function {name}.", missing) from error
        except (ConnectionLost, HTTPClientError) as error:
            raise DeliveryError(
                f"The connection to {name} was lost. The command may still be running.",
                f"Look at the log /aws/lambda/{name} before you run the command again.",
            ) from error
        document: dict[str, Any] = json.loads(found["Payload"].read())
    if "FunctionError" in found:
        raise DeliveryError(
            f"{name} failed: {document.get('errorType')}: {document.get('errorMessage')}",
            f"See the log /aws/lambda/{name}.",
        )
    return document


def tags(name: str) -> dict[str, str] | None:
    """The function's tags. None if there is no such function."""
    functions = client("lambda")
    with doing(f"Looking up the function {name}"):
        try:
            return dict(functions.get_function(FunctionName=name).get("Tags", {}))
        except functions.exceptions.ResourceNotFoundException:
            return None


def variables(name: str) -> dict[str, str]:
    """The function's variables. Empty if there is no such function."""
    functions = client("lambda")
    with doing(f"Looking up the variables of {name}"):
        try:
            found = functions.get_function_configuration(FunctionName=name)
        except functions.exceptions.ResourceNotFoundException:
            return {}
    return dict(found.get("Environment", {}).get("Variables", {}))


def state(name: str) -> FunctionState | None:
    """None where there is no such function."""
    functions = client("lambda")
    with doing(f"Looking up the function {name}"):
        try:
            found = functions.get_function_configuration(FunctionName=name)
        except functions.exceptions.ResourceNotFoundException:
            return None
        held = tags_of(functions, found["FunctionArn"]) or {}
    return FunctionState(
        found.get("State", "Active"), found.get("LastUpdateStatus", "Successful"), held
    )


def url(name: str) -> str:
    """The function's URL, without a slash at the end. Empty if it has none."""
    functions = client("lambda")
    with doing(f"Looking up the URL of {name}"):
        try:
            found = functions.get_function_url_config(FunctionName=name)["FunctionUrl"]
        except functions.exceptions.ResourceNotFoundException:
            return ""
    return str(found).rstrip("/")


def role(name: str, missing: str) -> str:
    """ARN of the role that the function runs as.

    Raises DeliveryError with the remedy ``missing`` if there is no such function.
    """
    functions = client("lambda")
    with doing(f"Looking up the function {name}"):
        try:
            return str(functions.get_function_configuration(FunctionName=name)["Role"])
        except functions.exceptions.ResourceNotFoundException as error:
            raise DeliveryError(f"There is no function {name}.", missing) from error


def exists(name: str) -> bool:
    """Asks for the function by name, because a list may still show a deleted one."""
    return tags(name) is not None


def wait_until_settled(name: str) -> None:
    """Wait until the last change is complete. Until then Lambda refuses another one (409).

    https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
    """
    functions = client("lambda")
    with doing(f"Waiting for the last change of {name}"):
        for state in ("function_active_v2", "function_updated_v2"):
            functions.get_waiter(state).wait(FunctionName=name, WaiterConfig=READY)


def wait_until_idle(name: str) -> None:
    """Wait until no change is in progress. If the last change failed, the next may repair it."""
    deadline = Deadline(IDLE_SECONDS)
    functions = client("lambda")
    while True:
        with doing(f"Waiting for the last change of {name}"):
            found = functions.get_function_configuration(FunctionName=name)
        if found.get("State") != "Pending" and found.get("LastUpdateStatus") != "InProgress":
            return
        if not deadline.pause():
            raise DeliveryError(
                f"A change of {name} is still in progress after {IDLE_SECONDS:.0f} s.",
                "Run the command again in a few minutes.",
            )


def change(name: str, call: Callable[[], object]) -> None:
    """Make the call. If another change is in progress, wait, and make the call again.

    That other change may be this same call, whose response was lost.
    """
    deadline = Deadline(IDLE_SECONDS)
    while True:
        try:
            call()
            return
        except client("lambda").exceptions.ResourceConflictException:
            wait_until_idle(name)
            if not deadline.pause():
                raise


def configure(name: str, variables: Mapping[str, str]) -> bool:
    """Set exactly these variables, and wait. Returns False if the function had them already.

    The request also names the function's network. IAM allows this call only with that network,
    because a call without a network could remove the function from it.
    """
    functions = client("lambda")
    with doing(f"Setting the variables of {name}"):
        found = functions.get_function_configuration(FunctionName=name)
        if found.get("Environment", {}).get("Variables", {}) == variables:
            return False
        network = found.get("VpcConfig", {})
        change(
            name,
            lambda: functions.update_function_configuration(
                FunctionName=name,
                Environment={"Variables": dict(variables)},
                VpcConfig={key: network.get(key, []) for key in ("SubnetIds", "SecurityGroupIds")},
            ),
        )
    wait_until_settled(name)
    return True


def tag(name: str, tags: Mapping[str, str]) -> None:
    functions = client("lambda")
    with doing(f"Tagging {name}"):
        arn = functions.get_function_configuration(FunctionName=name)["FunctionArn"]
        change(name, lambda: functions.tag_resource(Resource=arn, Tags=dict(tags)))


def reserve(name: str, wanted: int) -> bool:
    """Limit the function to ``wanted`` executions at once. False: AWS does not allow this.

    The account's concurrency is too low. https://repost.aws/knowledge-center/lambda-concurrency-limit-increase
    """
    functions = client("lambda")
    with doing(f"Reserving concurrency for {name}"):
        limits = functions.get_account_settings()["AccountLimit"]
        if limits["UnreservedConcurrentExecutions"] - wanted < UNRESERVED_LEAST:
            return False
        change(
            name,
            lambda: functions.put_function_concurrency(
                FunctionName=name, ReservedConcurrentExecutions=wanted
            ),
        )
    return True


def delete(name: str) -> None:
    """Delete the function with its versions, URL and permissions. It need not exist.

    If a change is in progress, waits for it.
    """
    functions = client("lambda")
    with (
        doing(f"Deleting the function {name}"),
        suppress(functions.exceptions.ResourceNotFoundException),
    ):
        once_known(
            lambda: functions.delete_function(FunctionName=name),
            "ResourceConflictException",
            within=IDLE_SECONDS,
        )


def named(prefix: str) -> list[Function]:
    functions = client("lambda")
    with doing(f"Listing the functions {prefix}*"):
        pages = functions.get_paginator("list_functions").paginate()
        found = [one for page in pages for one in page["Functions"]]
        held = {
            one["FunctionName"]: (one["LastModified"], tags_of(functions, one["FunctionArn"]))
            for one in found
            if one["FunctionName"].startswith(prefix)
        }
    return [
        Function(name, modified, tags)
        for name, (modified, tags) in held.items()
        if tags is not None
    ]


def tags_of(functions: Any, arn: str) -> dict[str, str] | None:
    """None if the function was deleted after it was listed."""
    try:
        return dict(functions.list_tags(Resource=arn).get("Tags", {}))
    except functions.exceptions.ResourceNotFoundException:
        return None


def ensure_url(name: str) -> str:
    """Make the function's URL, without a final slash. If one exists, keep it: sites use it."""
    functions = client("lambda")
    with doing(f"Making the URL of {name}"):
        try:
            url = functions.get_function_url_config(FunctionName=name)["FunctionUrl"]
        except functions.exceptions.ResourceNotFoundException:
            # A conflict: an earlier call created it, and its response was lost.
            with suppress(functions.exceptions.ResourceConflictException):
                functions.create_function_url_config(FunctionName=name, AuthType="NONE")
            url = functions.get_function_url_config(FunctionName=name)["FunctionUrl"]
    return str(url).rstrip("/")


def permit_url(name: str) -> None:
    """Give everybody exactly PERMISSIONS. Other statements of the policy are removed."""
    functions = client("lambda")
    with doing(f"Reading the permissions of {name}"):
        found = statements(functions, name)
    with doing(f"Setting the permissions of {name}"):
        for statement in found - PERMISSIONS.keys():
            functions.remove_permission(FunctionName=name, StatementId=statement)
        for statement in sorted(PERMISSIONS.keys() - found):
            # A conflict: an earlier call added it, and its response was lost.
            with suppress(functions.exceptions.ResourceConflictException):
                functions.add_permission(
                    FunctionName=name,
                    StatementId=statement,
                    Principal="*",
                    **PERMISSIONS[statement],
                )


def statements(functions: Any, name: str) -> set[str]:
    try:
        policy = functions.get_policy(FunctionName=name)["Policy"]
    except functions.exceptions.ResourceNotFoundException:
        return set()
    return {statement["Sid"] for statement in json.loads(policy)["Statement"]}
