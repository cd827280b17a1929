"""One HTTP event of Lambda as one WSGI environ.

A function URL's event, and an HTTP API's of the same format, is read here, for each request of a
preview is one. Mangum knows what the other triggers send. Where it and Gunicorn would tell the
application different things, the application hears what it hears from Gunicorn.
"""

import sys
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from typing import Any, Final, NamedTuple
from urllib.parse import unquote_to_bytes

from mangum.handlers.alb import ALB
from mangum.handlers.api_gateway import APIGateway
from mangum.handlers.utils import maybe_encode_body
from mangum.types import LambdaConfig

Event = dict[str, Any]
NO_CONTEXT: Final[Any] = None
WHOLE_PATH: Final = LambdaConfig(api_gateway_base_path="/", text_mime_types=[], exclude_headers=[])


class UnknownEvent(Exception):
    """Nothing was run. The message names the keys that arrived, and no value."""

    def __init__(self, event: object) -> None:
        found = f"the keys {', '.join(sorted(event))}" if isinstance(event, dict) else "no object"
        super().__init__(
            f"This function takes HTTP events, commands and scheduled warm-ups; it got {found}."
        )


class Request(NamedTuple):
    """The parts of an event that differ between triggers. Texts hold bytes, as PEP 3333 has it."""

    method: str
    query: str
    address: str
    headers: Iterable[tuple[str, str]]


def is_request(event: Event) -> bool:
    context = event.get("requestContext")
    return isinstance(context, dict) and (
        "version" in event or "resource" in event or "elb" in context
    )


def environ_from(event: Event) -> dict[str, Any]:
    """What PEP 3333 asks for.

    Raises ValueError for a body that is not the base64 it should be, and for a Host that Mangum
    cannot read. Raises UnknownEvent for an event that only resembles a request.
    """
    try:
        return environ_of(event, read_v2(event) if is_v2(event) else read_older(event))
    except (KeyError, TypeError, AttributeError) as fault:
        raise UnknownEvent(event) from fault


def is_v2(event: Event) -> bool:
    """Whether a function URL sends it, or an HTTP API in the same format."""
    return event.get("version") == "2.0"


def environ_of(event: Event, request: Request) -> dict[str, Any]:
    environ = environ_of_headers(request.headers)
    if domain := event["requestContext"].get("domainName"):
        # AWS's sample events, which the console offers, name no host.
        environ.setdefault("HTTP_HOST", domain)
    name, port = server_of(environ)
    body = maybe_encode_body(event.get("body", b""), is_base64=event.get("isBase64Encoded", False))
    environ |= {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path_of(event),
        "QUERY_STRING": request.query,
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": request.address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http" if environ.get("HTTP_X_FORWARDED_PROTO") == "http" else "https",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    return environ


def read_v2(event: Event) -> Request:
    """https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html"""
    http, headers = event["requestContext"]["http"], event.get("headers", {})
    if cookies := event.get("cookies"):
        headers = {**headers, "cookie": "; ".join(cookies)}
    query = as_bytes(event.get("rawQueryString", ""))
    return Request(http["method"], query, http["sourceIp"] or "", headers.items())


def read_older(event: Event) -> Request:
    """A load balancer's event, a REST API's, or an HTTP API's of the format 1.0."""
    trigger = ALB if "elb" in event["requestContext"] else APIGateway
    scope = trigger(event, NO_CONTEXT, WHOLE_PATH).scope
    headers: dict[bytes, str] = {}
    for name, value in scope["headers"]:
        known, text = headers.get(name), value.decode()
        headers[name] = text if known is None else f"{known},{text}"
    if "multiValueHeaders" in event and b"cookie" in headers:
        headers[b"cookie"] = cookies_of(event)
    return Request(
        scope["method"],
        scope["query_string"].decode("latin-1"),
        # A load balancer appends the address it saw to what the client claims.
        (scope["client"][0] or "").rpartition(",")[2].strip(),
        [(name.decode(), text) for name, text in headers.items()],
    )


def cookies_of(event: Event) -> str:
    """Several Cookie headers as one. Mangum joins them by commas, at which no parser splits."""
    headers = event["multiValueHeaders"].items()
    return "; ".join(text for name, texts in headers if name.lower() == "cookie" for text in texts)


def path_of(event: Event) -> str:
    """The decoded path, byte by byte. HTTP APIs decode it themselves, all others leave it encoded.

    https://github.com/middleapi/standard-server/pull/93
    """
    context = event["requestContext"]
    raw = (context["http"]["path"] if "http" in context else event["path"]) or "/"
    decoded = "version" in event and ".lambda-url." not in context.get("domainName", "")
    return as_bytes(raw) if decoded else unquote_to_bytes(raw).decode("latin-1")


def environ_of_headers(headers: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {variable: as_bytes(value) for name, value in headers if (variable := variable_of(name))}


@lru_cache(256)
def variable_of(header: str) -> str:
    """The environ's name for a header; empty for one with an underscore.

    X_Forwarded_Proto would be taken for X-Forwarded-Proto, so Gunicorn drops such headers as well.
    """
    if "_" in header:
        return ""
    name = as_bytes(header).upper().replace("-", "_")
    return name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"


def server_of(environ: dict[str, Any]) -> tuple[str, str]:
    """Name and port. A Host that cannot be read is left to Django, which refuses it."""
    name, _, port = environ.get("HTTP_HOST", "").partition(":")
    known = port.isascii() and port.isdigit()
    return name, port if known else environ.get("HTTP_X_FORWARDED_PORT", "443")


def as_bytes(text: str) -> str:
    """Each byte of the text in UTF-8 as one character, as WSGI passes bytes."""
    return text if text.isascii() else text.encode().decode("latin-1")
