"""The database backend that settings name as ENGINE, where Django looks for `DatabaseWrapper`.

Before the first query of each request, Django asks the server (``SELECT 1``) whether a connection
that was kept from an earlier request still works. This backend asks only if there is a reason to
doubt it. When a server ends a connection, it sends something, so the socket has something to read.
https://docs.djangoproject.com/en/5.2/ref/databases/#persistent-connections
"""

import select
import time
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    last_used: float = 0
    health_check_done: bool

    def close_if_health_check_failed(self) -> None:
        """Replace a connection that does not work any more. Called before each query."""
        if not self.health_check_done:
            rested, self.last_used = time.time() - self.last_used, time.time()
            is_recent = 0 <= rested < settings.DB_TRUSTED_SECONDS
            self.health_check_done = is_recent and is_quiet(self.connection)
        super().close_if_health_check_failed()


def is_quiet(connection: Any) -> bool:
    """Whether the connection is open, and the server has sent nothing that was not read."""
    if connection is None or connection.closed:
        return False
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return not poll.poll(0)
