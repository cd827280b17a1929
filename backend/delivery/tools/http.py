"""One HTTP request to a server that is not AWS's API. Every wait of it has a deadline."""

import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urlsplit

# No connection, no response in time, a response that is not HTTP, an address that is none.
FAILURES: Final = (OSError, HTTPException, ValueError)


class NoResponse(Exception):
    """Nothing came that can be read. The message is the reason, without the address."""


@dataclass(frozen=True, slots=True)
class HTTPResponse:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


def send(
    url: str,
    *,
    within: float,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    own_headers: Mapping[str, str] | None = None,
) -> HTTPResponse:
    """The response, whatever its status; redirects are followed. Raises NoResponse.

    ``within`` bounds each wait for the server, in seconds. ``own_headers`` go to this address, and
    not to those that it redirects to.
    """
    try:
        request = urllib.request.Request(url, body, dict(headers or {}), method=method)  # noqa: S310
        for name, value in (own_headers or {}).items():
            request.add_unredirected_header(name, value)
        with urllib.request.urlopen(request, timeout=within) as found:  # noqa: S310 (configured)
            return HTTPResponse(found.status, found.headers, found.read())
    except HTTPError as refusal:
        with refusal:
            try:
                return HTTPResponse(refusal.code, refusal.headers, refusal.read())
            except FAILURES as error:
                raise NoResponse(reason(error)) from error
    except FAILURES as error:
        raise NoResponse(reason(error)) from error


def reason(error: Exception) -> str:
    return str(getattr(error, "reason", "") or error or repr(error))


def is_address(text: str) -> bool:
    """Whether it is http or https, with a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
