"""Bytes that wait for a thread or a client: in memory if they are few, else on disk."""

import socket
from contextlib import suppress
from functools import cached_property
from tempfile import SpooledTemporaryFile
from threading import Lock

PIECE_BYTES = 64 * 1024


class OutOfRoom(OSError):
    """A worker has as much on its disk as it may have."""


class Disk:
    """How much of the disk a worker's spools take together."""

    def __init__(self, most: int) -> None:
        self._lock = Lock()
        self._left = most

    def take(self, size: int) -> None:
        """Raises OutOfRoom."""
        with self._lock:
            if size > self._left:
                raise OutOfRoom("Too many large requests and responses wait at the same time.")
            self._left -= size

    def give_back(self, size: int) -> None:
        with self._lock:
            self._left += size


class Spool:
    """Bytes to write once and then to read once; the first ``memory`` of them stay in memory."""

    def __init__(self, memory: int, disk: Disk) -> None:
        self._memory, self._disk = memory, disk
        self.size = self.taken = self._on_disk = 0

    @cached_property
    def _file(self) -> "SpooledTemporaryFile[bytes]":
        """Made for the first byte: most requests have no body."""
        return SpooledTemporaryFile(self._memory)

    def write(self, data: bytes) -> None:
        """Raises OutOfRoom, and OSError where the disk is full."""
        if not data:
            return
        beyond = max(0, self.size + len(data) - self._memory)
        self._disk.take(beyond - self._on_disk)
        self._on_disk = beyond
        self._file.write(data)
        self.size += len(data)

    def rewind(self) -> None:
        self.taken = 0
        if self.size:
            self._file.seek(0)

    def read(self, size: int) -> bytes:
        data = self._file.read(size) if self.size else b""
        self.taken += len(data)
        return data

    def close(self) -> None:
        """Let the bytes go; what is written then is another spool's beginning."""
        if self.size:
            self._file.close()
            del self._file
        self._disk.give_back(self._on_disk)
        self.size = self.taken = self._on_disk = 0


class Outgoing:
    """A response on its way, which Gunicorn writes as if this were the client's socket."""

    def __init__(self, memory: int, disk: Disk) -> None:
        self._spool = Spool(memory, disk)
        self._piece = memoryview(b"")
        self._is_whole = False

    # ---- what Gunicorn calls ----

    def sendall(self, data: bytes) -> None:
        self._spool.write(data)

    def send(self, data: bytes) -> int:
        self._spool.write(data)
        return len(data)

    def gettimeout(self) -> float:
        """Of a socket that never waits."""
        return 0.0

    def shutdown(self, how: int) -> None:
        """Gunicorn's wish to break a response off, which `Worker.respond` grants."""

    def settimeout(self, seconds: float) -> None: ...

    def recv(self, size: int) -> bytes:
        return b""

    def close(self) -> None:
        """Let what was not sent go; another response may be written then."""
        self._spool.close()
        self._piece, self._is_whole = memoryview(b""), False

    # ---- what the worker calls ----

    @property
    def sent(self) -> int:
        return self._spool.taken - len(self._piece)

    def send_to(self, client: socket.socket) -> bool:
        """Send what the client takes without waiting; whether that was all. Raises OSError."""
        if not self._is_whole:
            self._spool.rewind()
            self._is_whole = True
        with suppress(BlockingIOError):
            while self._piece or self._next_piece():
                self._piece = self._piece[client.send(self._piece) :]
        return not self._piece

    def _next_piece(self) -> bool:
        self._piece = memoryview(self._spool.read(PIECE_BYTES))
        return bool(self._piece)
