"""Limits what a worker's threads do at the same time. Other requests wait without a thread.

A third of the threads may work on public responses that are not cached, and a third on all other
work. The rest is left to cached responses and health, which need no admission. The loop puts back
a request that is not admitted, and tries it again when one of its kind is done. `web.admission` is
the application's part.
"""

from collections import Counter, deque
from collections.abc import Hashable
from threading import Lock

from server.connection import Connection
from server.ticket import Ticket


class Admission:
    """Threads ask for tickets' work; the loop ends it, and says who is next."""

    def __init__(self, threads: int, most_waiting: int) -> None:
        self.at_once = max(1, threads // 3)
        self.most_waiting = most_waiting
        self._lock = Lock()
        self._at_work: Counter[Hashable] = Counter()
        self._postponed: Counter[Hashable] = Counter()
        self._queues: dict[Hashable, deque[Connection]] = {}

    def admit(self, ticket: Ticket, work: Hashable) -> bool:
        """Whether the request may begin. Where not, its ticket says whether it is postponed."""
        with self._lock:
            if ticket.is_admitted:
                return True
            ticket.work = work
            if self._at_work[work] < self.at_once:
                self._at_work[work] += 1
                ticket.is_admitted = True
            elif ticket.may_wait and self._postponed[work] < self.most_waiting:
                self._postponed[work] += 1
                ticket.is_postponed = True
            return ticket.is_admitted

    def queue(self, connection: Connection) -> None:
        """Let a request wait whose ticket is postponed."""
        self._queues.setdefault(connection.ticket.work, deque()).append(connection)

    def leave(self, connection: Connection) -> None:
        """Let it wait no longer: it is closed, or tried for the last time."""
        work = connection.ticket.work
        self._queues[work].remove(connection)
        with self._lock:
            self._postponed[work] -= 1

    def end(self, ticket: Ticket) -> None:
        if ticket.is_admitted:
            with self._lock:
                self._at_work[ticket.work] -= 1

    def next(self, work: Hashable) -> Connection | None:
        """Who waits longest, admitted, if there is room for it."""
        queue = self._queues.get(work)
        with self._lock:
            if not queue or self._at_work[work] >= self.at_once:
                return None
            self._at_work[work] += 1
            self._postponed[work] -= 1
        connection = queue.popleft()
        connection.ticket = Ticket()
        connection.ticket.work, connection.ticket.is_admitted = work, True
        return connection
