"""Lambda functions, invoked and waited for."""

import json
from typing import Any, Final

from botocore.exceptions import ConnectionError as ConnectionLost
from botocore.exceptions import HTTPClientError

from delivery.aws.session import client, doing
from delivery.errors import DeliveryError

LONGEST_SECONDS: Final = 900  # a function's own limit


def invoke(
    name: str, event: dict[str, Any], missing: str = "Is its pull request's preview deployed?"
) -> dict[str, Any]:
    """The function's answer. Sent once: an invocation that is repeated would run twice.

    Raises DeliveryError for a function that does not exist or fails, and for a lost connection,
    after which nobody here knows how it ended.
    """
    functions = client("lambda", read_seconds=LONGEST_SECONDS + 10, tries=1)
    with doing(f"Invoking {name}"):
        try:
            answer = functions.invoke(FunctionName=name, Payload=json.dumps(event).encode())
        except functions.exceptions.ResourceNotFoundException as error:
            raise DeliveryError(f"There is no function {name}.", missing) from error
        except (ConnectionLost, HTTPClientError) as error:
            raise DeliveryError(
                f"The connection to {name} was lost, and what was sent may still be running.",
                f"Look at the log /aws/lambda/{name} before you run it again.",
            ) from error
    document: dict[str, Any] = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise DeliveryError(
            f"{name} failed: {document.get('errorType')}: {document.get('errorMessage')}",
            f"The log /aws/lambda/{name} says more.",
        )
    return document
