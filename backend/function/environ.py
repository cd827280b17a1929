"""One HTTP event of Lambda as one WSGI environ.

This module reads the events of function URLs, because every request to a preview is one, and those
of HTTP APIs, which have the same format. Mangum reads the events of the other triggers. Where
Mangum and Gunicorn would pass different values to the application, it gets Gunicorn's.
"""

import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from mangum.handlers.alb import ALB
from mangum.handlers.api_gateway import APIGateway
from mangum.handlers.utils import maybe_encode_body
from mangum.types import LambdaConfig

Event = dict[str, Any]
NO_CONTEXT: Final[Any] = None
WHOLE_PATH: Final = LambdaConfig(api_gateway_base_path="/", text_mime_types=[], exclude_headers=[])
NO_VARIABLE: Final = ""
V2: Final = "2.0"  # of a function URL, and of an HTTP API in the same format
SAME_ALWAYS: Final[dict[str, Any]] = {
    "SCRIPT_NAME": "",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "https",
    "wsgi.multithread": False,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
}
SET_ALWAYS: Final = (
    *("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "REMOTE_ADDR", "CONTENT_LENGTH"),
    *("SERVER_NAME", "SERVER_PORT", "wsgi.input", "wsgi.errors"),
)


class UnknownEvent(Exception):
    """The event is of no known kind. The message names the event's keys, and none of its values."""

    def __init__(self, event: object) -> None:
        found = f"the keys {', '.join(sorted(event))}" if isinstance(event, dict) else "no object"
        super().__init__(
            f"This function takes HTTP events, commands and scheduled warm-ups; it got {found}."
        )


def is_request(event: Event) -> bool:
    context = event.get("requestContext")
    return isinstance(context, dict) and (
        "version" in event or "resource" in event or "elb" in context
    )


def environ_from(event: Event) -> dict[str, Any]:
    """The environ of PEP 3333.

    Raises ValueError if the body should be base64 and is not, or if Mangum cannot read the Host.
    Raises UnknownEvent if the event only looks like a request.
    """
    try:
        environ = environ_of_v2(event) if event.get("version") == V2 else environ_of_older(event)
        if (text := event.get("body")) is None:
            environ["CONTENT_LENGTH"], environ["wsgi.input"] = "0", BytesIO()
        else:
            body = maybe_encode_body(text, is_base64=event.get("isBase64Encoded", False))
            environ["CONTENT_LENGTH"], environ["wsgi.input"] = str(len(body)), BytesIO(body)
    except (KeyError, TypeError, AttributeError) as fault:
        raise UnknownEvent(event) from fault
    environ["wsgi.errors"] = sys.stderr
    return environ


def environ_of_v2(event: Event) -> dict[str, Any]:
    """https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html"""
    context, headers = event["requestContext"], event.get("headers", {})
    http, domain = context["http"], context.get("domainName", "")
    if cookies := event.get("cookies"):
        headers = {**headers, "cookie": "; ".join(cookies)}
    environ = environ_of(headers, domain)
    environ["REQUEST_METHOD"] = http["method"]
    path, query = http["path"], event.get("rawQueryString", "")
    if not path or "%" in path or not path.isascii():
        path = path_of(path, is_decoded=".lambda-url." not in domain)
    environ["PATH_INFO"] = path
    environ["QUERY_STRING"] = query if query.isascii() else as_bytes(query)
    environ["REMOTE_ADDR"] = http["sourceIp"] or ""
    return environ


def environ_of_older(event: Event) -> dict[str, Any]:
    """Of a load balancer's event, a REST API's, or an HTTP API's of the format 1.0."""
    context = event["requestContext"]
    trigger = ALB if "elb" in context else APIGateway
    scope = trigger(event, NO_CONTEXT, WHOLE_PATH).scope
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        known, text = headers.get(name.decode()), value.decode()
        headers[name.decode()] = text if known is None else f"{known},{text}"
    if "multiValueHeaders" in event and "cookie" in headers:
        headers["cookie"] = cookies_of(event)
    environ = environ_of(headers, context.get("domainName", ""))
    environ["REQUEST_METHOD"] = scope["method"]
    environ["PATH_INFO"] = path_of(event["path"], is_decoded="version" in event)
    environ["QUERY_STRING"] = scope["query_string"].decode("latin-1")
    # A load balancer appends the address it saw to what the client claims.
    environ["REMOTE_ADDR"] = (scope["client"][0] or "").rpartition(",")[2].strip()
    return environ


def environ_of(headers: Mapping[str, str], domain: str) -> dict[str, Any]:
    """The headers as variables, and the variables that are the same in each request."""
    values: Iterable[str] = headers.values()
    if not "".join(values).isascii():
        values = map(as_bytes, values)
    variables, template = template_of(tuple(headers))
    environ = template.copy()
    environ.update(zip(variables, values, strict=True))
    environ.pop(NO_VARIABLE, None)
    host = environ.get("HTTP_HOST")
    if host is None and domain:
        # AWS's sample events, which the console offers, name no host.
        host = environ["HTTP_HOST"] = domain
    environ["SERVER_NAME"], environ["SERVER_PORT"] = server_of(
        host or "", environ.get("HTTP_X_FORWARDED_PORT", "443")
    )
    if environ.get("HTTP_X_FORWARDED_PROTO") == "http":
        environ["wsgi.url_scheme"] = "http"
    return environ


def cookies_of(event: Event) -> str:
    """All Cookie headers as one. Mangum joins them with commas, which no parser splits at."""
    headers = event["multiValueHeaders"].items()
    return "; ".join(text for name, texts in headers if name.lower() == "cookie" for text in texts)


def path_of(raw: str, *, is_decoded: bool) -> str:
    """The decoded path, byte by byte. HTTP APIs decode it themselves, all others leave it encoded.

    https://github.com/middleapi/standard-server/pull/93
    """
    if is_decoded or "%" not in raw:
        return as_bytes(raw) or "/"
    return unquote_to_bytes(raw).decode("latin-1")


@lru_cache(64)  # a browser sends the same names in the same order each time
def template_of(headers: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The headers' variables, and an environ with every key. A copy of it need not grow."""
    variables = tuple(map(variable_of, headers))
    return variables, SAME_ALWAYS | dict.fromkeys((*SET_ALWAYS, *variables), "")


def variable_of(header: str) -> str:
    """The environ's name for a header; NO_VARIABLE for one with an underscore.

    X_Forwarded_Proto would be taken for X-Forwarded-Proto, so Gunicorn drops such headers as well.
    """
    if "_" in header:
        return NO_VARIABLE
    name = as_bytes(header).upper().replace("-", "_")
    return name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"


@lru_cache(64)
def server_of(host: str, forwarded_port: str) -> tuple[str, str]:
    """Name and port. A Host that cannot be read is left to Django, which refuses it."""
    name, _, port = host.partition(":")
    return name, port if port.isascii() and port.isdigit() else forwarded_port


def as_bytes(text: str) -> str:
    """Each byte of the text in UTF-8 as one character, as WSGI passes bytes."""
    return text if text.isascii() else text.encode().decode("latin-1")
