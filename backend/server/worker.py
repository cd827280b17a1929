"""Gunicorn's worker with threads. An event loop waits for slow clients, so no thread has to.

The loop has a connection until its whole request has arrived. Then a thread runs the application.
Then the loop has the connection again, until the client has read the response. Both waits have a
deadline, which the loop checks once a second.

gthread provides the pool of threads, the queue through which they call the loop, and
``handle_request``, which calls the application. https://gunicorn.org/design/
"""

import errno
import time
from collections import Counter
from collections.abc import Hashable
from contextlib import suppress
from functools import partial
from heapq import nsmallest
from math import inf
from selectors import EVENT_READ, EVENT_WRITE
from socket import MSG_PEEK, SHUT_WR, socket
from threading import local
from typing import Any, Final

from gunicorn import util  # type: ignore[import-untyped]
from gunicorn.http.errors import NoMoreData  # type: ignore[import-untyped]
from gunicorn.workers.gthread import (  # type: ignore[import-untyped]
    STOP_KEEPALIVE_LINGER,
    ThreadWorker,
)

from server.admission import Admission
from server.connection import Connection, State
from server.incoming import Incoming
from server.limits import Limits
from server.open_files import connections_within
from server.spool import PIECE_BYTES, Disk, Outgoing
from server.ticket import Ticket

TURN_SECONDS: Final = 1.0
GIVEN_UP_PART: Final = 16  # to make room, one connection in 16 is closed
NO_ROOM: Final = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
NOT_THERE: Final = {errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK}


def is_gone(client: socket) -> bool:
    """Whether the client has closed its end."""
    try:
        return not client.recv(1, MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True


class Worker(ThreadWorker):
    """``limits`` may be replaced before the worker starts."""

    limits = Limits()
    wsgi: Any

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.cfg.set("sendfile", False)  # the loop sends; a thread must not write to the socket
        self.connections: set[Connection] = set()
        self.disk = Disk(self.limits.disk_bytes)
        self.most = self.worker_connections
        self.admission = Admission(self.cfg.threads, self.limits.most_waiting)
        self.served = local()  # each thread's ticket
        self.looked_at = 0.0
        self.too_slow: Counter[str] = Counter()

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """Raises RuntimeError."""
        if cfg.is_ssl:
            raise RuntimeError(
                "This worker accepts only plain HTTP. Terminate TLS at a load balancer before it."
            )

    def init_process(self) -> None:
        self.most = connections_within(self.worker_connections)
        super().init_process()

    def load_wsgi(self) -> None:
        super().load_wsgi()
        from web.limits import limit_of  # needs the settings that the application has chosen

        self.limit_of = limit_of
        self.wsgi = self.admitting(self.wsgi)

    def admitting(self, application: Any) -> Any:
        """Wrap the application, and add ``environ[ADMIT]``, which it calls before costly work."""
        from web.admission import ADMIT, POSTPONED

        def serve(environ: dict[str, Any], start_response: Any) -> Any:
            ticket: Ticket = self.served.ticket

            def admit(work: Hashable) -> bool:
                is_admitted = self.admission.admit(ticket, work)
                if ticket.is_postponed:
                    environ[POSTPONED] = True
                return is_admitted

            environ[ADMIT] = admit
            return application(environ, start_response)

        return serve

    # ---- the loop ----

    def run(self) -> None:
        calls = self.method_queue
        self.poller.register(calls.fileno(), EVENT_READ, calls.run_callbacks)
        while self.alive:
            self.set_accept_enabled(len(self.connections) < self.most or self.any_waiting())
            self.turn()
            if not self.is_parent_alive():
                break
        self.drain()

    def turn(self) -> None:
        self.notify()
        self.wait_for_and_dispatch_events(TURN_SECONDS)
        now = time.monotonic()
        if now >= self.looked_at + TURN_SECONDS:
            self.looked_at = now
            self.give_up_overdue(now)

    def drain(self) -> None:
        """Serve the requests that have begun, then end. An idle connection may begin one more."""
        self.set_accept_enabled(False)
        now = time.monotonic()
        for connection in self.connections:
            if connection.state is State.IDLE:
                connection.deadline = min(connection.deadline, now + STOP_KEEPALIVE_LINGER)
        while self.connections and time.monotonic() < now + self.cfg.graceful_timeout:
            self.turn()
        for connection in list(self.connections):
            self.close(connection)
        self.tpool.shutdown(wait=False)
        self.poller.close()
        self.method_queue.close()
        for listener in self.sockets:
            listener.close()

    # ---- connections ----

    def accept(self, listener: socket) -> None:
        if len(self.connections) >= self.most:
            self.make_room()
        try:
            accepted, client = listener.accept()
        except OSError as error:
            if error.errno in NO_ROOM:
                self.make_room()
            elif error.errno not in NOT_THERE:
                raise
            return
        accepted.setblocking(False)
        connection = Connection(accepted, client, listener.getsockname())
        connection.incoming = Incoming(self.cfg, client, self.limits, self.disk, self.limit_of)
        connection.sock = Outgoing(self.limits.memory_bytes, self.disk)
        self.connections.add(connection)
        self.wait(connection, State.READING, self.limits.head_seconds)
        self.on_event(connection, accepted)  # often the request has arrived already

    def any_waiting(self) -> bool:
        return any(connection.state < State.SERVING for connection in self.connections)

    def make_room(self) -> None:
        """Close some connections: the lowest State first, and within a State the oldest first.

        Connections in State.SERVING are kept: a thread works on them, or they wait for one.
        """
        waiting = (one for one in self.connections if one.state < State.SERVING)
        part = max(1, self.most // GIVEN_UP_PART)
        for connection in nsmallest(part, waiting, key=lambda one: (one.state, one.since)):
            self.too_slow["closed to make room"] += 1
            self.close(connection)

    def wait(self, connection: Connection, state: State, seconds: float) -> None:
        connection.state, connection.since = state, time.monotonic()
        connection.deadline = connection.since + seconds
        self.watch(connection, EVENT_WRITE if state is State.SENDING else EVENT_READ)

    def watch(self, connection: Connection, events: int) -> None:
        """Let the loop wait for these events of the connection. 0: for none."""
        if events == connection.events:
            return
        if not events:
            self.poller.unregister(connection.socket)
        elif connection.events:
            self.poller.modify(connection.socket, events, partial(self.on_event, connection))
        else:
            self.poller.register(connection.socket, events, partial(self.on_event, connection))
        connection.events = events

    def close(self, connection: Connection) -> None:
        if connection.state is not State.CLOSED:
            if connection.state is State.WAITING:
                self.admission.leave(connection)
            self.watch(connection, 0)
            connection.close()
            self.connections.discard(connection)

    # ---- what clients do ----

    def on_event(self, connection: Connection, _socket: socket) -> None:
        """Read or send. Does nothing if another event of this turn closed the connection."""
        try:
            if connection.state is State.SENDING:
                self.send(connection)
            elif connection.state < State.SENDING:
                self.read(connection)
        except OSError:  # the client is gone
            self.close(connection)
        except Exception:
            self.log.exception("Closing a connection after an error in the server")
            self.close(connection)

    def read(self, connection: Connection) -> None:
        try:
            data = connection.socket.recv(PIECE_BYTES)
        except BlockingIOError:
            return
        if not data:
            self.close(connection)
        elif connection.state is State.LINGERING:
            most = connection.since + self.limits.linger_most_seconds
            connection.deadline = min(time.monotonic() + self.limits.linger_seconds, most)
        else:
            self.receive(connection, data)

    def receive(self, connection: Connection, data: bytes) -> None:
        if connection.state is State.IDLE:
            self.wait(connection, State.READING, self.limits.head_seconds)
        begun = connection.incoming.request
        try:
            connection.incoming.feed(data)
        except OSError as fault:  # there is no room for the body
            self.log.warning("A request was refused: %s", fault)
            return self.refuse(connection, 503, "Service Unavailable")
        except Exception as fault:  # what Gunicorn's parser refuses
            self.handle_error(None, connection.sock, connection.client, fault)
            return self.finish(connection, is_kept=False)
        self.advance(connection, begun)

    def advance(self, connection: Connection, begun: Any) -> None:
        """Serve a request that has arrived. If its body is still arriving, set its deadline."""
        incoming = connection.incoming
        if incoming.is_ready:
            connection.ticket = Ticket()
            return self.serve(connection)
        if incoming.request is None:
            return
        if begun is None:
            connection.since = time.monotonic()
        self.extend(connection, self.limits.body_seconds, incoming.received)
        if incoming.takes_continue():
            connection.socket.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def refuse(self, connection: Connection, status: int, reason: str) -> None:
        util.write_error(connection.sock, status, reason, "")
        self.finish(connection, is_kept=False)

    # ---- what a thread does ----

    def serve(self, connection: Connection) -> None:
        """Give the request to the next thread that is free."""
        self.watch(connection, 0)
        connection.state, connection.deadline = State.SERVING, inf
        self.enqueue_req(connection)

    def handle(self, connection: Connection) -> bool:
        """Respond, and send what the client accepts at once. True: the connection is kept."""
        self.served.ticket = connection.ticket
        is_kept = self.respond(connection)
        if not connection.ticket.is_postponed:
            with suppress(OSError):  # the loop gets the same error
                connection.sock.send_to(connection.socket)
        return is_kept

    def respond(self, connection: Connection) -> bool:
        """Make the whole response before any of it is sent, so that an error becomes a 500."""
        request = connection.incoming.request
        try:
            return bool(self.handle_request(request, connection))
        except NoMoreData:
            util.write_error(connection.sock, 400, "Bad Request", "")
        except StopIteration:  # Gunicorn has logged why the application broke off
            connection.sock.close()
            util.write_error(connection.sock, 500, "Internal Server Error", "")
        except Exception as fault:
            connection.sock.close()
            self.handle_error(request, connection.sock, connection.client, fault)
        return False

    # ---- what follows ----

    def finish_request(self, connection: Connection, future: Any) -> None:
        ticket = connection.ticket
        self.admission.end(ticket)
        try:
            if ticket.is_postponed:
                self.postpone(connection)
            else:
                self.finish(connection, is_kept=not future.cancelled() and future.result())
        except OSError:
            self.close(connection)
        except Exception:
            self.log.exception("Closing a connection after an error in the server")
            self.close(connection)
        self.serve_next(ticket.work)

    def postpone(self, connection: Connection) -> None:
        connection.sock.close()  # discard the response that says there is no room
        connection.incoming.rewind()
        connection.state, connection.since = State.WAITING, time.monotonic()
        connection.deadline = connection.since + self.limits.wait_seconds
        self.admission.queue(connection)

    def serve_next(self, work: Hashable) -> None:
        """Start requests that wait for this work, while there is room."""
        while (connection := self.admission.next(work)) is not None:
            if is_gone(connection.socket):
                self.admission.end(connection.ticket)
                connection.state = State.SERVING  # it is not in the queue any more
                self.close(connection)
            else:
                self.serve(connection)

    def finish(self, connection: Connection, *, is_kept: bool) -> None:
        connection.is_kept = connection.incoming.finish() and is_kept
        connection.since = time.monotonic()
        self.send(connection)

    def send(self, connection: Connection) -> None:
        if not connection.sock.send_to(connection.socket):
            began = connection.since
            self.wait(connection, State.SENDING, 0)
            connection.since = began
            return self.extend(connection, self.limits.send_seconds, connection.sock.sent)
        connection.sock.close()
        if connection.is_kept:
            self.await_request(connection)
        else:
            self.linger(connection)

    def await_request(self, connection: Connection) -> None:
        self.wait(
            connection, State.IDLE, self.cfg.keepalive if self.alive else STOP_KEEPALIVE_LINGER
        )
        if connection.incoming.pending:  # the client did not wait for this response
            self.receive(connection, b"")

    def linger(self, connection: Connection) -> None:
        """Keep reading before closing. Otherwise the client's system might discard the response.

        https://www.rfc-editor.org/rfc/rfc9112#section-9.6
        """
        connection.socket.shutdown(SHUT_WR)
        self.wait(connection, State.LINGERING, self.limits.linger_seconds)

    # ---- deadlines ----

    def give_up_overdue(self, now: float) -> None:
        for connection in [one for one in self.connections if one.deadline <= now]:
            self.give_up(connection)
        if self.too_slow:
            counts = ", ".join(f"{count} {what}" for what, count in self.too_slow.items())
            self.log.warning("Closed connections: %s", counts)
            self.too_slow.clear()

    def extend(self, connection: Connection, seconds: float, moved: int) -> None:
        """Allow ``seconds`` for the next byte, and ``seconds`` + ``moved`` / rate in total."""
        total = connection.since + seconds + moved / self.limits.bytes_per_second
        connection.deadline = min(total, time.monotonic() + seconds)

    def give_up(self, connection: Connection) -> None:
        if connection.state is State.WAITING:
            self.admission.leave(connection)
            connection.ticket = Ticket(may_wait=False)  # start now, or return an error
            return self.serve(connection)
        if connection.state is State.SENDING:
            self.too_slow["too slow to read a response"] += 1
        elif connection.state is State.READING:
            self.too_slow[
                "sent nothing" if connection.incoming.is_empty else "too slow to send a request"
            ] += 1
            with suppress(OSError):
                self.say_late(connection)
        self.close(connection)

    def say_late(self, connection: Connection) -> None:
        if not connection.incoming.is_empty:
            util.write_error(connection.sock, 408, "Request Timeout", "")
            connection.sock.send_to(connection.socket)
