"""A browser's memory of cookies and its forms, on one of the runtimes."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.runtimes.exchange import ORIGIN, Headers, Request, Response, Runtime

BOUNDARY = "boundary-of-the-tests"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')

Exchanges = list[tuple[Request, Response]]


@dataclass
class Visitor:
    runtime: Runtime
    client: str
    cookies: dict[str, str] = field(default_factory=dict)
    exchanges: Exchanges = field(default_factory=list)

    def send(self, method: str, target: str, headers: Headers = (), body: bytes = b"") -> Response:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = [*headers, *([("Cookie", cookie)] if cookie else [])]
        response = self.exchange(Request(method, target, sent, body, client=self.client))
        for text in response.values("set-cookie"):
            name, _, rest = text.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return response

    def exchange(self, request: Request) -> Response:
        """Send the request as it is."""
        response = self.runtime.send(request)
        self.exchanges.append((request, response))
        return response

    def get(self, target: str, headers: Headers = ()) -> Response:
        return self.send("GET", target, headers)

    def post_json(self, target: str, value: Any, headers: Headers = ()) -> Response:
        sent = [("Content-Type", "application/json"), *headers]
        return self.send("POST", target, sent, json.dumps(value).encode())

    def post_form(self, target: str, fields: dict[str, str], shown_at: str = "") -> Response:
        """Submit a page's form, with the token that the page has for it."""
        body = urlencode({"csrfmiddlewaretoken": self.token(shown_at or target), **fields}).encode()
        return self.send("POST", target, headers_of("application/x-www-form-urlencoded"), body)

    def upload(self, target: str, fields: dict[str, str], name: str, content: bytes) -> Response:
        parts = {"csrfmiddlewaretoken": self.token(target), **fields}
        body = b"".join(part(f'name="{key}"', value.encode()) for key, value in parts.items())
        body += part(f'name="file"; filename="{name}"', content) + f"--{BOUNDARY}--\r\n".encode()
        return self.send(
            "POST", target, headers_of(f"multipart/form-data; boundary={BOUNDARY}"), body
        )

    def token(self, target: str) -> str:
        found = TOKEN.search(self.get(target).body)
        return found[1].decode() if found else "none"


def part(disposition: str, content: bytes) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n"
    return head.encode() + content + b"\r\n"


def headers_of(content_type: str) -> Headers:
    return [("Content-Type", content_type), ("Origin", ORIGIN), ("Referer", f"{ORIGIN}/")]
