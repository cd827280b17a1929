"""What the tests of HTTP events share: every trigger, and real WSGI callables behind it."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from function.environ import environ_from
from function.http import serve
from tests.function.events import API_HOST, Event, make_alb_event, make_rest_event, make_v2_event

MakeEvent = Callable[..., Event]
TRIGGERS: dict[str, MakeEvent] = {
    "function URL": make_v2_event,
    "HTTP API 2.0": partial(make_v2_event, host=API_HOST),
    "HTTP API 1.0": partial(make_rest_event, version="1.0"),
    "REST API": make_rest_event,
    "load balancer": make_alb_event,
    "load balancer, several values": partial(make_alb_event, multi_value=True),
}
LEAVE_PATHS_ENCODED = {"function URL", "REST API", "load balancer", "load balancer, several values"}
BINARY = bytes(range(256))


def send(event: Event, application: WSGIApplication) -> dict[str, Any]:
    reply = serve(application, event, {})
    json.dumps(reply)
    return reply


def environ_and_body(event: Event) -> dict[str, Any]:
    """The environ; its body, read to the end, is under ``body``."""
    environ = environ_from(event)
    return {**environ, "body": environ["wsgi.input"].read()}


def responding(
    *chunks: bytes, status: str = "200 OK", headers: Iterable[tuple[str, str]] = ()
) -> WSGIApplication:
    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response(status, list(headers))
        return chunks

    return application


def body_of(reply: dict[str, Any]) -> bytes:
    text: str = reply["body"]
    return b64decode(text) if reply["isBase64Encoded"] else text.encode()
