"""One contender in a process of its own: `python -m tests.bench.contender NAME`, event on stdin.

The first line on stdin is the event. Each further line is a number of requests; the reply to it,
one JSON line, is what they took. What the contender logs goes to stderr.
"""

import json
import os
import sys
import time
from typing import Any, TextIO

from tests.bench.contenders import CONTENDERS, Call, Context, digest

WARM_REQUESTS = 3


def main(name: str) -> None:
    replies = reply_channel()
    event = json.loads(sys.stdin.readline())
    connections = count_connections()
    serve = CONTENDERS[name].open(event, Context())
    found = {digest(serve()) for _ in range(WARM_REQUESTS)}
    reply(replies, {"responses": sorted(found), "requests": WARM_REQUESTS})
    for line in sys.stdin:
        reply(replies, {"seconds": cpu_seconds(serve, int(line)), "connections": len(connections)})


def reply_channel() -> TextIO:
    """Standard output as it was, which from now on is where the log goes."""
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return channel


def count_connections() -> list[str]:
    """A list that grows with each database connection that Django opens from now on."""
    from django.db.backends.signals import connection_created

    opened: list[str] = []

    def note(connection: Any, **kwargs: Any) -> None:
        opened.append(connection.alias)

    connection_created.connect(note, weak=False)
    return opened


def cpu_seconds(serve: Call, times: int) -> float:
    """Of one request, over that many."""
    started = time.process_time()
    for _ in range(times):
        serve()
    return (time.process_time() - started) / times


def reply(channel: TextIO, document: dict[str, Any]) -> None:
    channel.write(json.dumps(document) + "\n")
    channel.flush()


if __name__ == "__main__":
    main(sys.argv[1])
