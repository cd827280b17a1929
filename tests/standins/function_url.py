"""Where a function's URL leads: HTTP in, an event to the function, and its reply out.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
"""

from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import partial
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from tests.services.lambda_runtime import FunctionError
from tests.services.server import HOST, free_port
from tests.standins.handler import QuietHandler

Invoke = Callable[[dict[str, Any]], Any]


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
        try:
            reply = self.url.invoke(self.event(body))
        except PermissionError:
            self.send(403, {"Content-Type": "application/json"}, b'{"Message":"Forbidden"}')
        except FunctionError:
            self.send(502, {"Content-Type": "application/json"}, b'{"Message":"Bad Gateway"}')
        else:
            text = reply.get("body", "")
            said = b64decode(text) if reply.get("isBase64Encoded") else text.encode()
            self.send(reply["statusCode"], reply["headers"], said, reply.get("cookies", []))

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_HEAD = do_GET

    def send(self, status: int, headers: dict[str, str], body: bytes, cookies: Any = ()) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() != "content-length":
                self.send_header(name, value)
        for cookie in cookies:
            self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def event(self, body: bytes) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        cookies = [one for one in headers.pop("cookie", "").split("; ") if one]
        headers |= {"x-forwarded-for": self.client_address[0], "x-forwarded-proto": "http"}
        headers["x-forwarded-port"] = str(self.url.port)
        event: dict[str, Any] = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": unquote(path),
            "rawQueryString": query,
            "cookies": cookies,
            "headers": headers,
            "requestContext": self.context(unquote(path)),
            "isBase64Encoded": False,
        }
        if body:
            event |= {"body": b64encode(body).decode(), "isBase64Encoded": True}
        return event

    def context(self, path: str) -> dict[str, Any]:
        http = {"method": self.command, "path": path, "protocol": "HTTP/1.1"}
        http |= {"sourceIp": self.client_address[0], "userAgent": ""}
        context = {"accountId": "anonymous", "apiId": "url", "http": http, "stage": "$default"}
        return context | {
            "domainName": self.headers["Host"],
            "domainPrefix": "url",
            "requestId": str(uuid4()),
            "routeKey": "$default",
            "timeEpoch": 0,
        }
