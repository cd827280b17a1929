"""An HTTP event of Lambda through a WSGI application, and back.

Nothing of ASGI runs: no event loop, and so no second thread with a database connection of its own.
"""

import json
import logging
from collections.abc import Callable, Iterable
from typing import Any, Final
from wsgiref.types import WSGIApplication

from mangum.types import LambdaConfig

from function.request import ALB, TEXT, HTTPGateway, Request, UnknownEvent, environ_of
from web.problems import problem

logger = logging.getLogger(__name__)

BASE64: Final = LambdaConfig(api_gateway_base_path="/", text_mime_types=[], exclude_headers=[])
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
LAMBDA_BYTES: Final = 6 * 1024 * 1024
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
LOAD_BALANCER_BYTES: Final = 1024 * 1024
ESCAPED: Final = 6  # bytes that JSON may need for one


def serve(application: WSGIApplication, request: Request, extra: dict[str, Any]) -> dict[str, Any]:
    """Call the application, with ``extra`` in its environ, and shape its response.

    Raises UnknownEvent for one that only resembles a request.
    """
    try:
        environ = environ_of(request)
    except ValueError as fault:  # a Host or a body that AWS passed on unread
        logger.warning("Refused a malformed request: %s", fault)
        vars(request)["scope"] = {"aws.event": request.event}  # all that shaping looks at
        return refusal(request, 400)
    except (KeyError, TypeError, AttributeError) as fault:
        raise UnknownEvent(request.event) from fault
    environ.update(extra)
    limit = LOAD_BALANCER_BYTES if isinstance(request, ALB) else LAMBDA_BYTES
    status, headers, body = call(application, environ, limit)
    answer = fitting(request, status, headers, body, limit)
    if answer is None:
        logger.error(
            "%s %s answers with more than this runtime can send (%d bytes)",
            environ["REQUEST_METHOD"],
            environ["PATH_INFO"],
            limit,
        )
        return refusal(request, 500, f"The answer is larger than {limit} bytes, the most there is.")
    return answer


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
        gather(result, chunks, limit)
    finally:
        if close := getattr(result, "close", None):
            close()  # Django's request_finished, which looks after the database connection
    body = b"" if environ["REQUEST_METHOD"] == "HEAD" else b"".join(chunks)
    return head[0], head[1], body


def gather(result: Iterable[bytes], chunks: list[bytes], limit: int) -> None:
    size = 0
    for chunk in result:
        chunks.append(chunk)
        size += len(chunk)
        if size > limit:
            return


def fitting(
    request: Request, status: int, headers: list[tuple[str, str]], body: bytes, limit: int
) -> dict[str, Any] | None:
    """The response as text or, where it grows too long in JSON, as base64; None if both do."""
    if len(body) > limit:
        return None
    for config in (TEXT, BASE64):
        request.config = config
        answer = shaped(request, status, headers, body)
        if len(body) * ESCAPED < limit or len(json.dumps(answer)) <= limit:
            return answer
    return None


def shaped(
    request: Request, status: int, headers: list[tuple[str, str]], body: bytes
) -> dict[str, Any]:
    answer = request(
        {
            "status": status,
            # Django puts a space before a cookie; in HTTP it would vanish, in this JSON it stays.
            "headers": [[name.encode(), value.strip().encode()] for name, value in headers],
            "body": body,
        }
    )
    if not body and isinstance(request, HTTPGateway) and "headers" in answer:
        names = {name.lower() for name, _ in headers}
        if "content-type" not in names:  # Mangum says application/json, of a 304 too
            answer["headers"].pop("content-type", None)
    return answer


def refusal(request: Request, status: int, detail: str = "") -> dict[str, Any]:
    response = problem(status, detail)
    return shaped(request, status, list(response.items()), response.content)
