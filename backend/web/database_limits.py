"""How long PostgreSQL works on a request's statement, and how long a migration waits for a lock.

Gunicorn's ``--timeout`` bounds no request of a worker that has threads: a stuck thread does not
stop the worker's heartbeat. So the database ends what takes too long. Management commands have no
such bound; a migration may take as long as it needs, once it has its lock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

UNAVAILABLE: Final = (OperationalError, InterfaceError)  # cut off, locked out, or not there
RETRY_AFTER_SECONDS: Final = 5
LOCK_NOT_AVAILABLE: Final = "55P03"  # https://www.postgresql.org/docs/16/errcodes-appendix.html


def bound_statements() -> None:
    """Bound every statement of this process. A server calls it before it connects."""
    for connection in connections.all():
        if connection.vendor == "postgresql":
            milliseconds = settings.DB_STATEMENT_TIMEOUT * 1000
            options = connection.settings_dict["OPTIONS"]
            bound = f"-c statement_timeout={milliseconds}"
            options["options"] = f"{options.get('options', '')} {bound}".strip()


@contextmanager
def bounded_locks(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let no statement of this connection wait for a lock longer than DB_LOCK_TIMEOUT."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = %s", [settings.DB_LOCK_TIMEOUT * 1000])
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")


def waited_for_lock(error: OperationalError) -> bool:
    return getattr(error.__cause__, "pgcode", None) == LOCK_NOT_AVAILABLE
