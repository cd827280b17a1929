"""Responses that this process served a moment ago, as they are: without a key, a copy or a wait.

In front of the caches, which pickle what they keep, and of which Redis is on another machine. A
response is found by the address as it was asked for, and is good while its content version is the
current one, for MOST_SECONDS. The caches' own limit would not be enough: a response that depends on
the time, such as a sheet's, is made again after it only if it does not stay here. Spelling one
address in many ways pushes out others here, and from no cache.
"""

import time
from threading import Lock
from typing import Final, Generic, Protocol, TypeVar

from django.http import HttpRequest

MOST: Final = 256
MOST_SECONDS: Final = 60
LARGEST: Final = 64 * 1024  # bytes of one body


class Sized(Protocol):
    @property
    def body(self) -> bytes: ...


Response = TypeVar("Response", bound=Sized)


class Recent(Generic[Response]):
    """At most MOST responses. The one that came first leaves first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: dict[tuple[str, str], tuple[float, Response]] = {}

    def get(self, request: HttpRequest) -> Response | None:
        kept_at, response = self._found.get(address(request), (0.0, None))
        return response if 0 <= time.time() - kept_at < MOST_SECONDS else None

    def keep(self, request: HttpRequest, response: Response) -> None:
        if len(response.body) > LARGEST:
            return
        with self._lock:
            if len(self._found) >= MOST:
                del self._found[next(iter(self._found))]
            self._found[address(request)] = time.time(), response

    def clear(self) -> None:
        with self._lock:
            self._found.clear()


def address(request: HttpRequest) -> tuple[str, str]:
    return request.path_info, request.META.get("QUERY_STRING", "")
