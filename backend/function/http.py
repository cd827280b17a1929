"""An HTTP event of Lambda through a WSGI application, and back.

Nothing of ASGI runs: no event loop, and so no second thread with a database connection of its own.
"""

import logging
from collections.abc import Callable
from typing import Any
from wsgiref.types import WSGIApplication

from function.environ import Event, environ_from
from function.reply import ReplyTooLarge, most_bytes, reply_from
from web.problems import problem

logger = logging.getLogger(__name__)


def serve(application: WSGIApplication, event: Event, extra: dict[str, Any]) -> dict[str, Any]:
    """Call the application, with ``extra`` in its environ, and make the reply of its response.

    Raises UnknownEvent for an event that only resembles a request.
    """
    try:
        environ = environ_from(event)
    except ValueError as fault:
        logger.warning("Refused a malformed request: %s", fault)
        return refusal(event, 400)
    environ.update(extra)
    most = most_bytes(event)
    try:
        return reply_from(event, *call(application, environ, most))
    except ReplyTooLarge:
        request_line = (environ["REQUEST_METHOD"], environ["PATH_INFO"])
        logger.error(
            "%s %s has a larger response than Lambda sends (%d bytes)", *request_line, most
        )
        return refusal(event, 500, f"The response is larger than {most} bytes, the most there is.")


def call(
    application: WSGIApplication, environ: dict[str, Any], limit: int
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers and body. A stream is read until it is over, or larger than ``limit``."""
    head: list[Any] = []
    chunks: list[bytes] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], object]:
        head[:] = int(status[:3]), headers
        return chunks.append

    result = application(environ, start_response)
    try:
        size = 0
        for chunk in result:
            chunks.append(chunk)
            size += len(chunk)
            if size > limit:
                break
    finally:
        if close := getattr(result, "close", None):
            close()  # Django's request_finished, which looks after the database connection
    body = b"" if environ["REQUEST_METHOD"] == "HEAD" else b"".join(chunks)
    return head[0], head[1], body


def refusal(event: Event, status: int, detail: str = "") -> dict[str, Any]:
    response = problem(status, detail)
    return reply_from(event, status, list(response.items()), response.content)
