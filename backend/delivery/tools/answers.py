"""Another server's address, and what may be raised while it is asked something over HTTP."""

from http.client import HTTPException
from typing import Final
from urllib.parse import urlsplit

# No connection, no answer in time, an answer that is not HTTP, an address that is none.
UNANSWERED: Final = (OSError, HTTPException, ValueError)


def is_address(text: str) -> bool:
    """Whether it is http or https, with a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
