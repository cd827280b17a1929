"""What follows from the content as it is, worked out once for each version of it, in each process.

Within a transaction nothing is kept: what it has changed already is in no version yet.
"""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from django.db import connection

from content import version

Value = TypeVar("Value")


def in_transaction() -> bool:
    return connection.in_atomic_block


class PerVersion(Generic[Value]):
    """The value of a function without arguments, for the current content version."""

    def __init__(self, read: Callable[[], Value]) -> None:
        self.read = read
        self._lock = Lock()
        self._found: tuple[int, Value] | None = None

    def get(self) -> Value:
        """What it was when the version began. Others wait while one thread works it out."""
        if in_transaction():
            return self.read()
        current = version.now()
        with self._lock:
            if self._found is None or self._found[0] != current:
                self._found = current, self.read()
            return self._found[1]
