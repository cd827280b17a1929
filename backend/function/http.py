"""An HTTP event of Lambda through a WSGI application, and back.

Nothing of ASGI runs: no event loop, and so no second thread with a database connection of its own.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from wsgiref.types import WSGIApplication

from function.environ import Event, environ_from
from function.reply import ReplyTooLarge, most_bytes, reply_from
from web.problems import problem

Headers = list[tuple[str, str]]
Write = Callable[[bytes], object]

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
    try:
        return reply_from(event, *call(application, environ, event))
    except ReplyTooLarge:
        most, request_line = most_bytes(event), (environ["REQUEST_METHOD"], environ["PATH_INFO"])
        logger.error(
            "%s %s has a larger response than Lambda sends (%d bytes)", *request_line, most
        )
        return refusal(
            event, 500, f"The response is larger than {most} bytes, the limit of Lambda."
        )


def call(
    application: WSGIApplication, environ: dict[str, Any], event: Event
) -> tuple[int, Headers, bytes]:
    """Status, headers and body. A stream is read until it is over, or larger than a reply."""
    head: tuple[str, Headers]
    written: list[bytes] = []

    # Python evaluates these annotations at each call, so they are names.
    def start_response(status: str, headers: Headers, exc_info: Any = None) -> Write:
        nonlocal head
        head = status, headers
        return written.append

    result: Any = application(environ, start_response)
    try:
        is_whole = getattr(result, "streaming", True) is False  # Django's, and in memory anyway
        body = b"".join(result if is_whole else up_to(most_bytes(event), result))
    finally:
        if close := getattr(result, "close", None):
            close()  # Django's request_finished, which looks after the database connection
    if written:
        body = b"".join(written) + body
    return int(head[0][:3]), head[1], b"" if environ["REQUEST_METHOD"] == "HEAD" else body


def up_to(limit: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks, until together they are larger than the limit."""
    size = 0
    for chunk in chunks:
        yield chunk
        size += len(chunk)
        if size > limit:
            return


def refusal(event: Event, status: int, detail: str = "") -> dict[str, Any]:
    response = problem(status, detail)
    return reply_from(event, status, list(response.items()), response.content)
