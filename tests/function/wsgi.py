"""What the tests of HTTP events share: every trigger, and real WSGI callables behind it."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from function import http
from function import request as lambda_request
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
    request = lambda_request.read(event, None)
    assert request is not None
    answer = http.serve(application, request, {})
    json.dumps(answer)
    return answer


def environ_from(event: Event) -> dict[str, Any]:
    """What the application is told; its body, read to the end, is under ``body``."""
    told: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        told.update(environ, body=environ["wsgi.input"].read())
        start_response("204 No Content", [])
        return []

    send(event, application)
    return told


def answering(
    *chunks: bytes, status: str = "200 OK", headers: Iterable[tuple[str, str]] = ()
) -> WSGIApplication:
    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response(status, list(headers))
        return chunks

    return application


def body_of(answer: dict[str, Any]) -> bytes:
    text: str = answer["body"]
    return b64decode(text) if answer["isBase64Encoded"] else text.encode()
