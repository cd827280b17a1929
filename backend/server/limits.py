"""How long a client may take, and how much may wait for it."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds are totals, not pauses: a client that sends a byte now and then gains nothing.

    A body, and a response, may take its seconds and one more for each ``bytes_per_second`` that the
    client has sent or read, so that a slow connection can still carry a large file. No pause may be
    longer than the seconds.
    """

    head_seconds: float = 10  # from the first byte, or the connection, to the end of the headers
    body_seconds: float = 20
    send_seconds: float = 30
    bytes_per_second: int = 8 * KIB
    linger_seconds: float = 2  # of silence, for a client that still sends what nobody reads
    linger_most_seconds: float = 30
    head_bytes: int = 64 * KIB  # what an Application Load Balancer lets through
    memory_bytes: int = 64 * KIB  # of each body and response; what is beyond goes to a disk
    disk_bytes: int = 512 * MIB  # of all that one worker has there
    wait_seconds: float = 15  # for a thread that may work on what is not cached
    most_waiting: int = 500  # for each kind of work
