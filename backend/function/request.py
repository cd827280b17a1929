"""One HTTP event of Lambda as one WSGI request.

Mangum's classes know what each trigger sends. Where they and Gunicorn would tell the application
different things, the application hears what it hears from Gunicorn.
"""

import sys
from collections.abc import Iterable
from functools import cached_property, lru_cache
from io import BytesIO
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from mangum.handlers import alb, api_gateway
from mangum.types import LambdaConfig, Scope

TEXT: Final = LambdaConfig(
    api_gateway_base_path="/",
    text_mime_types=["text/", "application/json", "application/problem+json", "image/svg+xml"],
    exclude_headers=[],
)


class HTTPGateway(api_gateway.HTTPGateway):
    """Function URLs, and HTTP APIs of either payload version."""

    @cached_property  # Mangum's is computed at each look, of which shaping a response takes one
    def scope(self) -> Scope:
        return super().scope


class ALB(alb.ALB):
    @cached_property
    def scope(self) -> Scope:
        return super().scope


Request = ALB | HTTPGateway | api_gateway.APIGateway
KINDS: Final[tuple[type[Request], ...]] = (ALB, HTTPGateway, api_gateway.APIGateway)


class UnknownEvent(Exception):
    """Nothing was run. The message names the keys that arrived, and no value."""

    def __init__(self, event: object) -> None:
        found = f"the keys {', '.join(sorted(event))}" if isinstance(event, dict) else "no object"
        super().__init__(
            f"This function takes HTTP events, commands and scheduled warm-ups; it got {found}."
        )


def read(event: dict[str, Any], context: Any) -> Request | None:
    """The event as a request, or None where it is none."""
    for kind in KINDS:
        if kind.infer(event, context, TEXT):
            return kind(event, context, TEXT)
    return None


def environ_of(request: Request) -> dict[str, Any]:
    """What PEP 3333 asks for. Raises ValueError where the request cannot be read."""
    scope, event, body = request.scope, request.event, request.body
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path_of(event),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": str(scope["server"][1]),
        "SERVER_PROTOCOL": "HTTP/1.1",
        # A load balancer appends the address it saw to what the client claims.
        "REMOTE_ADDR": (scope["client"][0] or "").rpartition(",")[2].strip(),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http" if scope["scheme"] == "http" else "https",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    add_headers(environ, scope["headers"])
    if "HTTP_HOST" not in environ and (domain := event["requestContext"].get("domainName")):
        environ["HTTP_HOST"] = domain  # AWS's sample events, which the console offers, name no host
    if "multiValueHeaders" in event and "HTTP_COOKIE" in environ:
        environ["HTTP_COOKIE"] = cookies_of(event)
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def add_headers(environ: dict[str, Any], headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Those of one name in one variable, separated by commas."""
    for name, value in headers:
        if variable := variable_of(name):
            text = value.decode("latin-1")
            known = environ.get(variable)
            environ[variable] = text if known is None else f"{known},{text}"


@lru_cache(256)
def variable_of(header: bytes) -> str:
    """The environ's name for a header; empty for one with an underscore.

    X_Forwarded_Proto would be taken for X-Forwarded-Proto, so Gunicorn drops such headers as well.
    """
    if b"_" in header:
        return ""
    name = header.decode("latin-1").upper().replace("-", "_")
    return name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"


def path_of(event: dict[str, Any]) -> str:
    """The decoded path, byte by byte. HTTP APIs decode it themselves, all others leave it encoded.

    https://github.com/middleapi/standard-server/pull/93
    """
    context = event["requestContext"]
    raw = (context["http"]["path"] if "http" in context else event["path"]) or "/"
    decoded = "version" in event and ".lambda-url." not in context.get("domainName", "")
    path = raw.encode() if decoded else unquote_to_bytes(raw)
    return str(path, "latin-1")


def cookies_of(event: dict[str, Any]) -> str:
    """Several Cookie headers as one. Mangum joins them by commas, at which no parser splits."""
    headers = event["multiValueHeaders"].items()
    return "; ".join(text for name, texts in headers if name.lower() == "cookie" for text in texts)
