"""One address asked once, of the server that is proved or of production."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import httpx

from proof import measuring, shapes

PROVED_SECONDS: Final = 30.0
PRODUCTION_SECONDS: Final = 15.0
MOST_BYTES: Final = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Probe:
    """``name`` says what is asked for, ``group`` what its structure is compared as.

    ``expects`` is the status that an address on this site has, whoever serves it.
    """

    name: str
    path: str
    group: str
    expects: int = 200


@dataclass(frozen=True)
class ProbeResponse:
    """Status 0 where nothing came; ``fault`` says why."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    fault: str = ""

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")

    @cached_property
    def costs(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.headers.get(measuring.COSTS.lower(), "{}"))
        return found

    @cached_property
    def shape(self) -> frozenset[str]:
        """Raises CannotRead."""
        return shapes.shape(self.content_type, self.body)

    @cached_property
    def head(self) -> dict[str, Any]:
        return shapes.head(self.content_type, self.body)


class Backend:
    """A server to ask. A context manager; its connections are kept between two requests."""

    def __init__(self, url: str, headers: Mapping[str, str], seconds: float) -> None:
        self.url = url.rstrip("/")
        self._client = httpx.Client(
            headers={"Accept-Encoding": "identity", **headers}, timeout=seconds, trust_env=True
        )

    def __enter__(self) -> "Backend":
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def get(self, path: str) -> ProbeResponse:
        try:
            with self._client.stream("GET", f"{self.url}{path}") as response:
                body = b""
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > MOST_BYTES:
                        return ProbeResponse(0, fault=f"more than {MOST_BYTES} bytes")
                return ProbeResponse(response.status_code, dict(response.headers), body)
        except httpx.HTTPError as error:
            return ProbeResponse(0, fault=str(error) or type(error).__name__)


def proved(port: int, public: str) -> Backend:
    """The server that is proved, asked as the load balancer asks for ``public``'s host."""
    address = httpx.URL(public or "http://localhost")
    headers = {
        "Host": address.netloc.decode(),
        "X-Forwarded-Proto": address.scheme,
        measuring.SIGNATURE: measuring.signature(),
    }
    return Backend(f"http://127.0.0.1:{port}", headers, PROVED_SECONDS)


def production(public: str) -> Backend:
    return Backend(public, {}, PRODUCTION_SECONDS)
