"""The Lambda handler: HTTP events, commands and scheduled warm-ups. Every other event is refused.

What importing this module does is the function's INIT: secrets are fetched, Django is set up, and
requests are sent through it, so that the first visitor finds everything imported, resolved, and
the home page in the cache.
"""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from function import bytecode

gc.disable()  # what is imported stays, so to look through it again and again is in vain
bytecode.install()

# isort: split
from function import secrets  # noqa: E402

secrets.fetch()

# First, because other modules would wrap what is wrong with the settings in errors of their own.
from core.wsgi import application  # noqa: E402

# isort: split
from django.conf import settings  # noqa: E402

from function import commands  # noqa: E402
from function.environ import UnknownEvent, is_request  # noqa: E402
from function.http import serve  # noqa: E402
from operations import logs  # noqa: E402

logger = logging.getLogger(__name__)


class CannotServe(Exception):
    """The application fails a request that needs nothing but itself."""


class ExecutionEnvironment:
    """What one execution environment remembers between invocations."""

    cold = True


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Reply to one invocation. Raises UnknownEvent, InvalidCommand or CommandFailed."""
    if cold := ExecutionEnvironment.cold:
        ExecutionEnvironment.cold = False
    logs.request_id.set(context.aws_request_id)
    if not isinstance(event, dict):
        raise UnknownEvent(event)
    if is_request(event):
        extra = {"lambda.request_id": context.aws_request_id, "lambda.cold_start": cold}
        return serve(application, event, extra)
    if commands.is_command(event):
        return commands.reply_to(event, context)
    if event.get("source") == "aws.events" and event.get("detail-type") == "Scheduled Event":
        return {"warm": True}
    raise UnknownEvent(event)


def warm_up() -> None:
    """Send requests through the application that the first visitor would wait for.

    The first needs no database and must succeed, or this raises CannotServe. The others fill
    the cache where the database is there already; the bootstrap that waits for it and migrates it
    runs in this function too. They open the connection that every later request uses.
    """
    status = warmed("/")
    if status not in (HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND):
        raise CannotServe(f"GET / returned {status}; the log says why.")
    with quiet():
        if (status := warmed("/api/layout/")) < HTTPStatus.INTERNAL_SERVER_ERROR:
            status = warmed("/api/pages/", "path=%2F")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.info("The database is not ready, so the cache stays empty until the first visitor")


@contextmanager
def quiet() -> Iterator[None]:
    """A database that is not ready yet is no error here."""
    logging.disable(logging.ERROR)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def warmed(path: str, query: str = "") -> int:
    """The status of the application's response to a request of its own."""
    host = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    event = {
        "version": "2.0",
        "rawQueryString": query,
        "headers": {"host": host, "x-forwarded-proto": "https", "accept-encoding": "gzip"},
        "requestContext": {
            "http": {"method": "GET", "path": path, "sourceIp": "127.0.0.1"},
        },
    }
    return int(serve(application, event, {"lambda.warm_up": True})["statusCode"])


warm_up()
gc.freeze()  # nor is it looked through later
gc.enable()
