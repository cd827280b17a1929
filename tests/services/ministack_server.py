"""`build/ministack/bin/python ministack_server.py PREFIX STUBS`: ministack, with stubs of types.

It runs in ministack's environment, so it imports nothing of this project. STUBS is a JSON object: a
type of CloudFormation, and the attributes that templates read of it. Such a resource is nothing but
an id that begins with PREFIX. Of a type that ministack provides, ministack's resource is made.
"""

import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

from ministack.app import main
from ministack.services import lambda_svc
from ministack.services.cloudformation import provisioners

# How long a change of a function is in progress. ministack takes half a second, and Zappa asks only
# every five seconds whether it is over. tests/previews/test_delays.py is about such changes.
CHANGE_SECONDS = 0.0


def stub(prefix: str, attributes: Sequence[str]) -> dict[str, Callable[..., Any]]:
    """What creates, updates and deletes such a resource."""

    def create(name: str, properties: Any, stack: str) -> tuple[str, dict[str, str]]:
        return f"{prefix}{name}", values(f"{prefix}{name}")

    def update(id: str, old: Any, new: Any, stack: str) -> tuple[str, dict[str, str]]:
        return id, values(id)

    def values(id: str) -> dict[str, str]:
        """AWS gives domains in lower case."""
        found = {one: f"{id}-{one}" for one in attributes}
        return {one: text.lower() if "Domain" in one else text for one, text in found.items()}

    def delete(id: str, properties: Any) -> None:
        return None

    return {"create": create, "update": update, "delete": delete}


if __name__ == "__main__":
    prefix, stubs = sys.argv[1:]
    del sys.argv[1:]  # ministack reads them too
    for kind, attributes in json.loads(stubs).items():
        provisioners._RESOURCE_HANDLERS.setdefault(kind, stub(prefix, attributes))
    lambda_svc._LAMBDA_STATE_TRANSITION_DELAY = CHANGE_SECONDS
    main()
