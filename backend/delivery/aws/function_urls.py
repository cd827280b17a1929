"""A function's URL, open to everybody, through which nothing but HTTP comes in.

https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
"""

import json
from typing import Any, Final

from delivery.aws.session import client, doing

# Since October 2025 a public URL needs both. The second holds for what came through the URL alone,
# so that no other account may invoke the function directly with a command.
PERMISSIONS: Final[dict[str, dict[str, Any]]] = {
    "url-is-public": {"Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"},
    "invoked-via-url": {"Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": True},
}


def ensure(name: str) -> str:
    """Its address, without a slash at the end. One that exists stays: sites are built with it."""
    functions = client("lambda")
    with doing(f"Making the URL of {name}"):
        try:
            url = functions.get_function_url_config(FunctionName=name)["FunctionUrl"]
        except functions.exceptions.ResourceNotFoundException:
            url = functions.create_function_url_config(FunctionName=name, AuthType="NONE")[
                "FunctionUrl"
            ]
    return str(url).rstrip("/")


def permit(name: str) -> None:
    """Give everybody exactly the two permissions; any other statement is removed."""
    functions = client("lambda")
    with doing(f"Reading the permissions of {name}"):
        found = statements(functions, name)
    with doing(f"Setting the permissions of {name}"):
        for statement in found - PERMISSIONS.keys():
            functions.remove_permission(FunctionName=name, StatementId=statement)
        for statement in sorted(PERMISSIONS.keys() - found):
            functions.add_permission(
                FunctionName=name, StatementId=statement, Principal="*", **PERMISSIONS[statement]
            )


def statements(functions: Any, name: str) -> set[str]:
    try:
        policy = functions.get_policy(FunctionName=name)["Policy"]
    except functions.exceptions.ResourceNotFoundException:
        return set()
    return {statement["Sid"] for statement in json.loads(policy)["Statement"]}
