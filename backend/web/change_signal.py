"""A signal from one process to all others on the same machine. To notice it costs no system call.

Gunicorn's workers, and commands that run beside them, share no memory but the file that this makes.
"""

import hashlib
import logging
import mmap
import os
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

logger = logging.getLogger(__name__)

WIDTH: Final = 8  # bytes of a signal's number
SIZE: Final = 1024 * 1024  # bytes of the file; on the disk it takes only what was written


class Shared(NamedTuple):
    """The numbers of all signals, and the file to write them to. Without a file it is None."""

    numbers: mmap.mmap
    file: int | None


class ChangeSignal:
    """A number that changes each time the signal is sent.

    Signals with the same identity, and of the same user, are one signal. Two other identities can
    have the same place by chance, one pair in 131,072; then each is also heard as the other.
    """

    def __init__(self, *identity: str) -> None:
        digest = hashlib.sha256("\0".join(identity).encode()).digest()
        self._at = int.from_bytes(digest[:8]) % (SIZE // WIDTH) * WIDTH
        self._end = self._at + WIDTH
        folder = Path(tempfile.gettempdir())
        self._shared = shared(folder / f"innovate-to-grow-{os.getuid()}-signals")
        self._numbers = self._shared.numbers

    def send(self) -> None:
        """A full disk is logged. Writing to the mapped memory would end the process then."""
        number = time.time_ns().to_bytes(WIDTH, "little")
        if self._shared.file is None:
            self._numbers[self._at : self._end] = number
            return
        try:
            os.pwrite(self._shared.file, number, self._at)
        except OSError as error:
            logger.warning("Other processes notice this change late: %s", error)

    def mark(self) -> int:
        """A number that differs from the one before if the signal was sent in between."""
        return int.from_bytes(self._numbers[self._at : self._end], "little")


@cache
def shared(path: Path) -> Shared:
    """The file, made if it is missing. If it cannot be used, numbers that no other process sees."""
    try:
        flags = os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
        file = os.open(path, flags, 0o600)
        try:
            return Shared(mapped(file), file)
        except OSError:
            os.close(file)
            raise
    except OSError as error:
        logger.warning("Other processes notice changes late: %s", error)
        return Shared(mmap.mmap(-1, SIZE), None)


def mapped(file: int) -> mmap.mmap:
    """The file in memory, to read. Raises OSError, also for a file of another user."""
    found = os.fstat(file)
    if found.st_uid != os.getuid():
        raise PermissionError("another user has made the file of the signals")
    if found.st_size < SIZE:
        os.ftruncate(file, SIZE)
    return mmap.mmap(file, SIZE, prot=mmap.PROT_READ)
