"""Who is compared, and how each handles one event. Each imports only what it needs."""

import hashlib
import sys
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

Call = Callable[[], Any]
Event = dict[str, Any]
PREVIEW: Final = "core.settings.preview"
QUIET: Final = "tests.bench.settings.quiet"
POWERTOOLS: Final = "tests.bench.settings.powertools"


class Context:
    """What Lambda's own client passes beside the event."""

    aws_request_id = "8c1f4c0e-7a55-4a0e-9a5e-1f3b7d0c2e61"
    function_name = "innovate-to-grow-preview"
    function_version = "$LATEST"
    invoked_function_arn = "arn:aws:lambda:us-west-2:000000000000:function:innovate-to-grow-preview"
    memory_limit_in_mb = "1769"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


def wsgi(event: Event, context: Context) -> Call:
    """Django's WSGI handler alone, with an environ made beforehand."""
    from core.wsgi import application

    environ = environ_of(event)
    status: list[str] = [""]

    def start_response(line: str, headers: Any, exc_info: Any = None) -> Any:
        status[0] = line

    def call() -> tuple[int, bytes]:
        response: Any = application({**environ, "wsgi.input": BytesIO()}, start_response)
        body = b"".join(response)
        response.close()
        return int(status[0][:3]), body

    return call


def environ_of(event: Event) -> dict[str, Any]:
    """A function URL's event as Gunicorn would have put it."""
    headers = {
        f"HTTP_{name.upper().replace('-', '_')}": text for name, text in event["headers"].items()
    }
    http = event["requestContext"]["http"]
    return {
        "REQUEST_METHOD": http["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": http["path"],
        "QUERY_STRING": event["rawQueryString"],
        "SERVER_NAME": event["headers"]["host"],
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": http["protocol"],
        "REMOTE_ADDR": http["sourceIp"],
        "CONTENT_LENGTH": "0",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **headers,
    }


def handler(event: Event, context: Context) -> Call:
    from function import handler as lambda_handler

    return lambda: lambda_handler.handler(event, context)


def zappa(event: Event, context: Context) -> Call:
    from zappa.handler import LambdaHandler

    LambdaHandler("tests.bench.settings.zappa")  # the singleton that lambda_handler finds
    return lambda: LambdaHandler.lambda_handler(event, context)


def apig_wsgi(event: Event, context: Context) -> Call:
    from apig_wsgi import make_lambda_handler

    from core.wsgi import application

    handle = make_lambda_handler(application, binary_support=True)
    return lambda: handle(event, context)


def serverless_wsgi(event: Event, context: Context) -> Call:
    from serverless_wsgi import handle_request

    from core.wsgi import application

    return lambda: handle_request(application, event, context)


def mangum_asgi(event: Event, context: Context) -> Call:
    from django.core.asgi import get_asgi_application
    from mangum import Mangum

    application: Any = get_asgi_application()
    handle: Any = Mangum(application, lifespan="off")
    return lambda: handle(event, context)


@dataclass(frozen=True)
class Contender:
    """``observed``: writes one access line and one EMF record a request; others write neither."""

    title: str
    open: Callable[[Event, Context], Call]
    settings: str = QUIET
    observed: bool = False


CONTENDERS: Final = {
    "wsgi": Contender("bare WSGI", wsgi),
    "handler": Contender("this handler", handler),
    "handler_observed": Contender("this handler, observed", handler, PREVIEW, True),
    "zappa": Contender("stock Zappa", zappa),
    "zappa_observed": Contender("stock Zappa, observed", zappa, POWERTOOLS, True),
    "apig_wsgi": Contender("apig-wsgi", apig_wsgi),
    "serverless_wsgi": Contender("serverless-wsgi", serverless_wsgi),
    "mangum_asgi": Contender("Mangum, Django ASGI", mangum_asgi),
}


def digest(response: Any) -> str:
    """Status and body in a word, whichever way the contender puts them."""
    if isinstance(response, tuple):
        status, body = response
    else:
        status, text = response["statusCode"], response["body"]
        body = b64decode(text) if response.get("isBase64Encoded") else text.encode()
    return f"{status} {hashlib.sha256(body).hexdigest()}"
