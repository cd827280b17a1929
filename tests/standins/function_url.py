"""Where a function's URL leads: HTTP in, an event to the function, and its reply out.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from functools import partial
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import uuid4

from tests.services.lambda_runtime import FunctionError
from tests.services.server import HOST, free_port
from tests.standins.handler import QuietHandler

DOMAIN = "url.lambda-url.us-west-2.on.aws"

Event = dict[str, Any]
Invoke = Callable[[Event], Any]


def event_of(
    method: str,
    target: str,
    headers: Iterable[tuple[str, str]],
    body: bytes,
    client: str,
    proto: str = "https",
) -> Event:
    """A request as the function is told of it. The path stays encoded, unlike an HTTP API's.

    Headers that come several times are joined by commas, and cookies are apart from them.
    """
    path, _, query = target.partition("?")
    joined: dict[str, str] = {}
    for given, value in headers:
        name = given.lower()
        between = "; " if name == "cookie" else ","
        joined[name] = f"{joined[name]}{between}{value}" if name in joined else value
    cookies = [one for one in joined.pop("cookie", "").split("; ") if one]
    claimed = joined.get("x-forwarded-for")
    joined["x-forwarded-for"] = f"{claimed}, {client}" if claimed else client
    joined |= {"x-forwarded-proto": proto, "x-forwarded-port": "443" if proto == "https" else "80"}
    http = {"method": method, "path": path or "/", "protocol": "HTTP/1.1", "sourceIp": client}
    event: Event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path or "/",
        "rawQueryString": query,
        "headers": joined,
        "requestContext": {
            "accountId": "anonymous",
            "apiId": "url",
            "domainName": DOMAIN,
            "domainPrefix": "url",
            "http": http | {"userAgent": joined.get("user-agent", "")},
            "requestId": str(uuid4()),
            "routeKey": "$default",
            "stage": "$default",
            "timeEpoch": 0,
        },
        "isBase64Encoded": False,
    }
    if cookies:
        event["cookies"] = cookies
    if body:
        event |= {"body": b64encode(body).decode(), "isBase64Encoded": True}
    return event


def response_of(reply: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers with each cookie in one of its own, and body."""
    headers = [(name.lower(), value) for name, value in reply["headers"].items()]
    headers += [("set-cookie", cookie) for cookie in reply.get("cookies", [])]
    text = reply.get("body", "")
    body = b64decode(text) if reply.get("isBase64Encoded") else text.encode()
    return reply["statusCode"], headers, body


class FunctionUrl:
    """Listens until it is closed; ``invoke`` raises PermissionError where the policy forbids it."""

    def __init__(self, invoke: Invoke) -> None:
        self.invoke = invoke
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}/"
        self._server = ThreadingHTTPServer((HOST, self.port), partial(Visit, self))
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Visit(QuietHandler):
    def __init__(self, url: FunctionUrl, *args: Any) -> None:
        self.url = url
        super().__init__(*args)

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        client = self.client_address[0]
        event = event_of(self.command, self.path, self.headers.items(), body, client, "http")
        event["headers"]["x-forwarded-port"] = str(self.url.port)
        try:
            response = response_of(self.url.invoke(event))
        except PermissionError:
            self.send(403, JSON, b'{"Message":"Forbidden"}')
        except FunctionError:
            self.send(502, JSON, b'{"Message":"Bad Gateway"}')
        else:
            self.send(*response)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_HEAD = do_GET

    def send(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            if name != "content-length":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


JSON = [("content-type", "application/json")]
