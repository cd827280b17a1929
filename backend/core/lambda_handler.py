"""The Lambda door: an HTTP event, a command, a scheduled warm-up. Anything else is refused.

What importing this module does is the function's INIT: secrets are fetched, Django is set up, and
one request is sent through it, so that the first visitor finds everything imported and resolved.
"""

from http import HTTPStatus
from typing import Any

from core import secret_values

secret_values.fetch()

# First, because other modules would wrap what is wrong with the settings in errors of their own.
from core.wsgi import application  # noqa: E402

# isort: split
from django.conf import settings  # noqa: E402

from core import lambda_commands, lambda_http, lambda_request, logs  # noqa: E402


class CannotServe(Exception):
    """The application does not answer a request that needs nothing but itself."""


class Environment:
    """What one execution environment remembers between invocations."""

    cold = True


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Answer one invocation. Raises UnknownEvent, InvalidCommand or CommandFailed."""
    cold, Environment.cold = Environment.cold, False
    logs.request_id.set(context.aws_request_id)
    return answer(event, context, cold)


def answer(event: Any, context: Any, cold: bool) -> dict[str, Any]:
    if not isinstance(event, dict):
        raise lambda_request.UnknownEvent(event)
    request = lambda_request.read(event, context)
    if request is not None:
        extra = {"lambda.request_id": context.aws_request_id, "lambda.cold_start": cold}
        return lambda_http.serve(application, request, extra)
    if lambda_commands.is_command(event):
        return lambda_commands.answer(event, context)
    if event.get("source") == "aws.events" and event.get("detail-type") == "Scheduled Event":
        return {"warm": True}
    raise lambda_request.UnknownEvent(event)


def warm_up() -> None:
    """Send one request through all of the application but the database. Raises CannotServe.

    The database may not be there yet: the bootstrap that waits for it runs in this function too.
    It resolves every address: 38 ms of CPU that the first visitor would wait for.
    """
    host = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    event = {
        "version": "2.0",
        "rawQueryString": "",
        "headers": {"host": host, "x-forwarded-proto": "https", "accept-encoding": "gzip"},
        "requestContext": {
            "http": {"method": "GET", "path": "/", "sourceIp": "127.0.0.1"},
        },
    }
    request = lambda_request.read(event, None)
    assert request is not None
    status = lambda_http.serve(application, request, {"lambda.warm_up": True})["statusCode"]
    if status not in (HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND):
        raise CannotServe(f"GET / answers {status}; the log says why.")


warm_up()
