"""One client's connection, and what the worker waits for."""

import socket
from enum import IntEnum
from math import inf
from typing import Any

from server.incoming import Incoming
from server.spool import Outgoing
from server.ticket import Ticket


class State(IntEnum):
    """In the order in which connections are given up where there are too many."""

    LINGERING = 0  # responded, and closed for writing
    IDLE = 1  # between requests
    READING = 2  # its request is not whole
    SENDING = 3  # the client reads its response
    WAITING = 4  # for others of its kind to be done
    SERVING = 5  # a thread has it, or it waits for one
    CLOSED = 6


class Connection:
    """``sock`` is what Gunicorn writes to, ``socket`` the client's."""

    def __init__(self, client_socket: socket.socket, client: Any, server: Any) -> None:
        self.socket = client_socket
        self.client, self.server = client, server
        self.incoming: Incoming
        self.sock: Outgoing
        self.state = State.IDLE
        self.events = 0  # what the selector watches for
        self.since = 0.0  # when this state began; monotonic, as `deadline`
        self.deadline = inf
        self.is_kept = False  # for another request
        self.ticket: Ticket

    def close(self) -> None:
        self.state = State.CLOSED
        self.incoming.close()
        self.sock.close()
        self.socket.close()
