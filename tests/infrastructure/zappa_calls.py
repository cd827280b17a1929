"""Which calls of AWS a command of Zappa leads to, read from Zappa's own source.

From ``ZappaCLI.deploy`` or ``ZappaCLI.update``, method by method. What zappa_settings.json turns
off is not entered; all else counts, so that a call of a later Zappa is found here first.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import botocore.session
from botocore import xform_name

from tests.delivery.fixtures import TOOLS

# By the method that is not entered, and why.
PACKAGE_IS_IN_S3: Final = "--zip names a package that delivery uploaded"
NO_GATEWAY: Final = "apigateway_enabled is false"
NO_URL: Final = (
    "function_url_enabled is false, and delivery.package.zappa_hooks replaces the deletion"
)
NOT_ENTERED: Final = {
    **dict.fromkeys(("upload_to_s3", "copy_on_s3", "remove_from_s3"), PACKAGE_IS_IN_S3),
    **dict.fromkeys(("check_venv", "create_package"), PACKAGE_IS_IN_S3),
    "create_iam_roles": "manage_roles is false",
    "get_credentials_arn": "role_arn is set",
    "create_efs": "there is no efs_config",
    "deploy_lambda_alb": "alb_enabled is not set",
    **dict.fromkeys(("create_stack_template", "update_stack", "get_api_id"), NO_GATEWAY),
    **dict.fromkeys(("add_binary_support", "remove_binary_support"), NO_GATEWAY),
    **dict.fromkeys(("add_api_compression", "remove_api_compression"), NO_GATEWAY),
    **dict.fromkeys(("get_api_url", "get_websocket_url", "deploy_api_gateway"), NO_GATEWAY),
    **dict.fromkeys(("create_api_key", "add_api_stage_to_api_key"), NO_GATEWAY),
    **dict.fromkeys(("deploy_lambda_function_url", "update_lambda_function_url"), NO_URL),
    "delete_lambda_function_url": NO_URL,
    "update_cognito": "there is no cognito",
    "schedule_events": "keep_warm is false and there are no events",
    **dict.fromkeys(("create_async_sns_topic", "create_async_dynamodb_table"), "no async_source"),
}
# By the operation that a method may make and does not make here, and why.
NOT_MADE: Final = {
    "CreateAlias": "neither snap_start nor alb_enabled nor provisioned_concurrency is set",
    "UpdateAlias": "the alias that GetAlias asks for is not there",
    "PublishVersion": "neither snap_start nor provisioned_concurrency is set",
    "PutFunctionConcurrency": "lambda_concurrency is not set",
    "PutProvisionedConcurrencyConfig": "provisioned_concurrency is not set",
    "GetProvisionedConcurrencyConfig": "provisioned_concurrency is not set",
    "DeleteProvisionedConcurrencyConfig": "provisioned_concurrency is not set",
}
ABSENT: Final = (
    *("efs_config", "alb_enabled", "cognito", "events", "async_source", "snap_start"),
    *("provisioned_concurrency", "lambda_concurrency", "async_response_table"),
)
SESSION: Final = botocore.session.get_session()
Method = tuple[str, str]  # a class and its method


@cache
def methods() -> dict[Method, ast.FunctionDef]:
    (folder,) = Path(TOOLS).parents[1].glob("lib/python3.*/site-packages/zappa")
    return {
        (owner.name, one.name): one
        for file in ("cli.py", "core.py")
        for owner in ast.parse((folder / file).read_text()).body
        if isinstance(owner, ast.ClassDef)
        for one in owner.body
        if isinstance(one, ast.FunctionDef)
    }


@cache
def clients() -> dict[str, str]:
    """The service of each client, by the attribute that Zappa keeps it in."""
    return {
        target.attr: str(node.value.args[0].value)
        for node in ast.walk(methods()["Zappa", "__init__"])
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if isinstance(node.value.func, ast.Attribute) and node.value.func.attr == "boto_client"
        if isinstance(node.value.args[0], ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Attribute)
    }


def led_to(start: str) -> set[Method]:
    reached, wanted = set[Method](), {("ZappaCLI", start), ("ZappaCLI", "load_settings")}
    while wanted:
        reached |= wanted
        wanted = {one for method in wanted for one in next_of(method)} - reached
    return reached


def next_of(method: Method) -> Iterator[Method]:
    """The methods that this one calls: ``self.name(…)`` and ``self.zappa.name(…)``."""
    for node in ast.walk(methods()[method]):
        if not isinstance(node, ast.Attribute) or node.attr in NOT_ENTERED:
            continue
        on = ast.unparse(node.value)
        owner = "Zappa" if on == "self.zappa" else method[0] if on == "self" else ""
        if (owner, node.attr) in methods():
            yield owner, node.attr


@cache
def calls(start: str) -> frozenset[str]:
    """``service:Operation`` of each call, and of each call that a waiter repeats."""
    found = {call for method in led_to(start) for call in calls_in(methods()[method])}
    return frozenset(call for call in found if call.partition(":")[2] not in NOT_MADE)


@cache
def operations(service: str) -> dict[str, str]:
    """By boto3's name."""
    model = SESSION.get_service_model(service)
    return {xform_name(name): name for name in model.operation_names}


@cache
def waited(service: str) -> dict[str, str]:
    """The operation that each waiter repeats, by boto3's name of the waiter."""
    model = SESSION.get_waiter_model(service)
    return {xform_name(name): model.get_waiter(name).operation for name in model.waiter_names}


def calls_in(method: ast.FunctionDef) -> Iterator[str]:
    waiters = {
        str(node.args[0].value)
        for node in ast.walk(method)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr == "get_waiter" and isinstance(node.args[0], ast.Constant)
    }
    for node in ast.walk(method):
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Attribute):
            continue
        if service := clients().get(node.value.attr):
            if node.attr in operations(service):
                yield f"{service}:{operations(service)[node.attr]}"
            if node.attr == "get_waiter":
                yield from (f"{service}:{waited(service)[one]}" for one in waiters)
