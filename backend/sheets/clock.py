"""Has due sheets refreshed where a server runs, outside every visitor's request.

Each of the server's processes has a thread that wakes once a minute. One of them at a time holds
this machine's lock, asks the database whether a sheet is due, and if so runs ``refresh_sheets`` as
a child process: reading 5,000 rows costs CPU that a visitor beside it would wait for, and a child
can be ended when its time is over. Where several machines do this, sheets are claimed.
"""

import fcntl
import logging
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, Final

from django.db import DatabaseError, connection
from django.utils import timezone

from core import operator_command
from sheets.refreshing import due

logger = logging.getLogger(__name__)

EVERY_SECONDS: Final = 60.0
RUN_SECONDS: Final = 300.0

Run = Callable[..., Any]


def start() -> None:
    Thread(target=run_forever, name="sheets", daemon=True).start()


def run_forever() -> None:
    while True:
        time.sleep(EVERY_SECONDS * random.uniform(0.9, 1.1))  # noqa: S311 (to spread the processes)
        try:
            tick()
        except Exception:  # the next minute may be better
            logger.exception("Looking after the sheets failed")


def tick(run: Run = operator_command.run) -> None:
    with elected() as ours:
        if ours and something_is_due():
            run(["refresh_sheets"], log, RUN_SECONDS)


def something_is_due() -> bool:
    try:
        return due(timezone.now()).exists()
    except DatabaseError as error:
        logger.warning("Sheets wait: the database said %s", type(error).__name__)
        return False
    finally:
        connection.close()  # this thread needs it once a minute


def log(line: str) -> None:
    logger.info(line.rstrip())


@contextmanager
def elected() -> Iterator[bool]:
    """Whether this process is the one to look; the lock ends with the process that holds it."""
    path = Path(tempfile.gettempdir()) / f"innovate-to-grow-{os.getuid()}-sheets"
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        yield locked(descriptor)
    finally:
        os.close(descriptor)


def locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
