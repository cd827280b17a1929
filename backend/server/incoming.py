"""What one client sends: requests that Gunicorn's parser reads when they are whole."""

from collections.abc import Callable
from typing import Any, Final

from gunicorn import util  # type: ignore[import-untyped]
from gunicorn.http.body import Body, ChunkedReader, LengthReader  # type: ignore[import-untyped]
from gunicorn.http.errors import LimitRequestHeaders  # type: ignore[import-untyped]
from gunicorn.http.parser import RequestParser  # type: ignore[import-untyped]

from server.framing import Chunks, Framing, Length
from server.limits import Limits
from server.spool import PIECE_BYTES, Disk, Spool

# A chunked body is refused by its length, which `web.limits` learns by reading one piece too many.
MORE_BYTES: Final = 2 * PIECE_BYTES
FRAMED_TIMES: Final = 2  # how much larger what frames a chunked body may make it


class Incomplete(Exception):
    """The client has not sent all of the headers yet."""


class Source:
    """What the parser takes for its socket: the headers first, and the body when it is there."""

    def __init__(self, head: bytes) -> None:
        self.head = head
        self.body: Spool | None = None

    def recv(self, size: int) -> bytes:
        if self.body is not None:
            return self.body.read(size)
        if not self.head:
            raise Incomplete
        head, self.head = self.head, b""
        return head


class Incoming:
    """``request`` is the one that is being received or served, ``is_ready`` if it can be served."""

    def __init__(
        self, cfg: Any, client: Any, limits: Limits, disk: Disk, limit_of: Callable[[str], int]
    ) -> None:
        self.cfg, self.client, self.limits, self.limit_of = cfg, client, limits, limit_of
        self.pending = bytearray()  # belongs to no request yet
        self.request: Any = None
        self.is_ready = False
        self._body = Spool(limits.memory_bytes, disk)
        self._most = 0
        self._framing: Framing = Length(0)
        self._count = 0

    @property
    def is_empty(self) -> bool:
        return self.request is None and not self.pending

    @property
    def received(self) -> int:
        """Bytes of the body."""
        return self._body.size

    def feed(self, data: bytes) -> None:
        """Take what was received; nothing, to look at what came behind the last request.

        Raises what Gunicorn's parser raises, and OSError where there is no room for a body.
        """
        if self.request is not None:
            return self._fill(data)
        self.pending += data
        # The parser begins anew each time. Headers end with a line, and faults show at its end.
        is_long = len(self.pending) > self.cfg.limit_request_line and b"\n" not in self.pending
        if b"\n" in (data or self.pending) or is_long:
            self._parse_head()
        if self.request is None and len(self.pending) > self.limits.head_bytes:
            raise LimitRequestHeaders("max buffer headers")

    def _parse_head(self) -> None:
        source = Source(bytes(self.pending))
        parser = RequestParser(self.cfg, source, self.client)
        parser.req_count = self._count
        try:
            self.request = next(parser)
        except Incomplete:
            return
        self._count += 1
        self.pending.clear()
        self._receive_body(source, parser.unreader.take_buffered())

    def _receive_body(self, source: Source, rest: bytes) -> None:
        reader = self.request.body.reader
        is_chunked = isinstance(reader, ChunkedReader)
        self._framing = Chunks() if is_chunked else Length(reader.length)
        self._most = self.limit_of(util.unquote_to_wsgi_str(self.request.path))
        source.body = self._body
        if isinstance(reader, LengthReader) and reader.length > self._most:
            self._stop_reading()  # the application refuses it by its stated length
        else:
            self._fill(rest)

    def _fill(self, data: bytes) -> None:
        taken = self._framing.take(data)
        self._body.write(data[:taken])
        self.pending += data[taken:]
        is_long = self._framing.size > self._most + MORE_BYTES
        if is_long or self._body.size > FRAMED_TIMES * self._most + MORE_BYTES:
            self._stop_reading()
        elif self._framing.is_over:
            self._get_ready()

    def _stop_reading(self) -> None:
        """Serve what is there. What the client still sends is no request."""
        self.request.force_close()
        self.request._expected_100_continue = False
        self._get_ready()

    def _get_ready(self) -> None:
        self._body.rewind()
        self.is_ready = True

    def rewind(self) -> None:
        """Have the request served once more, whatever was read of its body."""
        request = self.request
        request.unreader.take_buffered()
        self._body.rewind()
        if isinstance(request.body.reader, ChunkedReader):
            request.body = Body(ChunkedReader(request, request.unreader))
        else:
            request.body = Body(LengthReader(request.unreader, self._framing.size))

    def takes_continue(self) -> bool:
        """Whether the client waits to be asked for the body; asked once."""
        if self.is_ready or self.request is None:
            return False
        waits: bool = self.request._expected_100_continue
        self.request._expected_100_continue = False
        return waits

    def finish(self) -> bool:
        """Let go of the request; whether what follows it can be trusted to be another."""
        is_trusted = self._is_read_as_framed()
        self.close()
        self.request, self.is_ready = None, False
        return is_trusted

    def _is_read_as_framed(self) -> bool:
        """A chunked body ended for the parser where it ended here; a length is one for both."""
        if self.request is None:
            return False
        reader = self.request.body.reader
        if not isinstance(reader, ChunkedReader):
            return True
        left_over = self.request.unreader.take_buffered() or self._body.read(1)
        return reader.parser is None and not left_over

    def close(self) -> None:
        self._body.close()
