"""Where a body ends. It decides when a thread gets the request, and never what the body is.

Gunicorn's parser reads the same bytes afterwards. Where the two disagreed, the parser would find
too few bytes, and the connection would be closed.
"""

from typing import Final, Protocol

SIZE_LINE_BYTES: Final = 8190  # Gunicorn's, of a chunk's size with its extensions
TRAILER_BYTES: Final = 32 * 1024
HEX_DIGITS: Final = frozenset(b"0123456789abcdefABCDEF")


class Framing(Protocol):
    @property
    def is_over(self) -> bool: ...

    size: int  # bytes of the body so far, without what frames them

    def take(self, data: bytes) -> int:
        """How many bytes of ``data`` belong to this body; all of them while it is not over."""


class Length:
    """A body whose Content-Length says where it ends."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.size = 0

    @property
    def is_over(self) -> bool:
        return self.size == self.length

    def take(self, data: bytes) -> int:
        taken = min(len(data), self.length - self.size)
        self.size += taken
        return taken


class Chunks:
    """A chunked body: lines with a size, that many bytes and a line end, and then the trailers.

    What is malformed is over at once, for Gunicorn's parser to refuse it.
    https://www.rfc-editor.org/rfc/rfc9112#section-7.1
    """

    def __init__(self) -> None:
        self.is_over = self.is_malformed = False
        self.size = 0
        self._line = bytearray()
        self._skip = 0  # bytes left of this chunk, its line end included
        self._trailers = -1  # bytes of trailers so far; -1 before the last chunk

    def take(self, data: bytes) -> int:
        at = 0
        while at < len(data) and not self.is_over:
            at = self._skip_chunk(data, at) if self._skip else self._read_line(data, at)
        return at

    def _skip_chunk(self, data: bytes, at: int) -> int:
        taken = min(self._skip, len(data) - at)
        self._skip -= taken
        self.size += taken
        return at + taken

    def _read_line(self, data: bytes, at: int) -> int:
        end = data.find(b"\n", at)
        stop = len(data) if end < 0 else end + 1
        self._line += data[at:stop]
        if end >= 0:
            line, self._line = bytes(self._line), bytearray()
            self._trailer(line) if self._trailers >= 0 else self._chunk_size(line)
        elif len(self._line) > SIZE_LINE_BYTES:
            self._give_up()
        return stop

    def _chunk_size(self, line: bytes) -> None:
        digits = line.partition(b";")[0].strip(b" \t\r\n")
        if not digits or not HEX_DIGITS.issuperset(digits) or not line.endswith(b"\r\n"):
            return self._give_up()
        size = int(digits, 16)
        if size:
            self._skip = size + 2
            self.size -= 2
        else:
            self._trailers = 0

    def _trailer(self, line: bytes) -> None:
        self._trailers += len(line)
        if line == b"\r\n":
            self.is_over = True
        elif self._trailers > TRAILER_BYTES or not line.endswith(b"\r\n"):
            self._give_up()

    def _give_up(self) -> None:
        self.is_over = self.is_malformed = True
