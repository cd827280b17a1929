"""AWS does not know everywhere at once what was just created or deleted (eventual consistency).

A call that fails because of it is tried again.
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from botocore.exceptions import ClientError

from delivery.tools.waiting import Deadline

PATIENCE_SECONDS: Final = 30.0
PAUSES: Final = (0.2, 2.0)

Found = TypeVar("Found")


def once_known(
    call: Callable[[], Found], *codes: str, message: str = "", within: float | None = None
) -> Found:
    """The call's result, as soon as it is not refused with one of the error codes any more.

    Only an error that has ``message`` in its own counts. After ``within`` seconds, or
    PATIENCE_SECONDS, the last error is raised.
    """
    deadline = Deadline(PATIENCE_SECONDS if within is None else within, *PAUSES)
    while True:
        try:
            return call()
        except ClientError as error:
            found: dict[str, Any] = dict(error.response["Error"])
            fresh = found["Code"] in codes and message in found.get("Message", "")
            if not fresh or not deadline.pause():
                raise
