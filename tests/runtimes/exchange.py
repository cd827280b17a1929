"""A request and a response in HTTP's words, whatever server they are for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from tests.function.events import FUNCTION_URL_HOST

HOST: Final = FUNCTION_URL_HOST
ORIGIN: Final = f"https://{HOST}"

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Request:
    """`target` is the path and the query as the client sends them."""

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""
    host: str = HOST
    client: str = "203.0.113.7"
    chunked: bool = False

    def __str__(self) -> str:
        given = [f"{name}: {value}" for name, value in self.headers]
        given += [f"Host: {self.host}"] if self.host != HOST else []
        given += [f"{'chunked ' if self.chunked else ''}body {self.body!r}"] if self.body else []
        return " | ".join(shortened(text, 100) for text in [f"{self.method} {self.target}", *given])


@dataclass(frozen=True)
class Response:
    """Names of headers are in lower case. `body` is as it travels, compressed or not."""

    status: int
    headers: Headers
    body: bytes

    def values(self, name: str) -> list[str]:
        return [value for found, value in self.headers if found == name]


class Runtime(Protocol):
    def send(self, request: Request) -> Response: ...


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most // 2]}…{text[-most // 2 :]}"
