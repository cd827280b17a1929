"""In the server that is proved: calls to other machines are refused, and named.

The database's driver makes its connections without Python, so it is not concerned.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any, Final

NAMED: Final = (
    "socket.connect",
    "socket.sendto",
)  # https://docs.python.org/3/library/audit_events.html
RESOLVED: Final = ("socket.getaddrinfo", "socket.gethostbyname")

_thread = threading.local()


class OutsideCallRefused(ConnectionRefusedError):
    """What would have been called is in the message."""


@contextmanager
def heard() -> Iterator[list[str]]:
    """Hosts that this thread tries to call meanwhile."""
    _thread.calls = []
    try:
        yield _thread.calls
    finally:
        del _thread.calls


def refuse() -> None:
    """From now on in this process, and in those that it forks."""
    sys.addaudithook(hook)


def hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event in NAMED:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""
    elif event in RESOLVED:
        host = arguments[0]
    else:
        return
    name = host.decode(errors="replace") if isinstance(host, bytes) else str(host or "")
    if name and not is_loopback(name):
        getattr(_thread, "calls", []).append(name)
        raise OutsideCallRefused(f"During the proof, the server may not call {name}")


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
