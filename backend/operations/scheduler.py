"""Runs due commands beside a server, outside the visitors' requests.

Each of the server's processes has a thread that wakes every 20 seconds. For each command of
``settings.SCHEDULE`` one process of this machine at a time holds the command's lock, asks the
database whether the command is due, and runs it as a child process. In the server's own process,
its CPU time would delay visitors; and a child process can be ended when it takes too long. No
command waits for another. If several machines have a scheduler, each command claims the rows that
it works on. A Lambda function has no scheduler: ``settings.HAS_SCHEDULER``.

Once a minute one of the processes writes the site's state to the log, if ``settings.LOGS_STATE`` is
true. This makes a few queries, and needs no child process.
"""

import fcntl
import logging
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.module_loading import import_string

from operations import command as operator_command
from operations import state

logger = logging.getLogger(__name__)

# With a child's start and its work, less than the minute in which a schedule must be kept.
EVERY_SECONDS: Final = 20.0
RUN_SECONDS: Final = 300.0

Run = Callable[..., Any]
Work = Callable[[], None]


def start() -> None:
    Thread(target=run_forever, name="scheduler", daemon=True).start()


def run_forever(sleep: Callable[[float], object] = time.sleep) -> None:
    while True:
        sleep(EVERY_SECONDS * random.uniform(0.9, 1.1))  # noqa: S311 (to spread the processes)
        try:
            tick()
        except Exception:  # the next tick may be better
            logger.exception("The scheduler failed")


def in_thread(work: Work) -> None:
    Thread(target=work, name="scheduled", daemon=True).start()


def tick(run: Run = operator_command.run, begin: Callable[[Work], object] = in_thread) -> None:
    """Start each command that is due and that no process of this machine runs already."""
    try:
        write_state()
        for command, check in settings.SCHEDULE.items():
            lock = take_lock(command)
            if lock is not None and is_due(check):
                begin(lambda command=command, lock=lock: finish(command, lock, run))  # type: ignore[misc]
            elif lock is not None:
                os.close(lock)
    finally:
        connection.close()  # this thread needs it every 20 seconds only


def write_state() -> None:
    lock = take_lock("state") if settings.LOGS_STATE else None
    if lock is None:
        return
    try:
        if state.is_due(lock):
            state.write(lock)
    finally:
        os.close(lock)


def finish(command: str, lock: int, run: Run) -> None:
    """Run the command to its end, and release its lock."""
    try:
        run(command.split(), log, RUN_SECONDS)
    except Exception:
        logger.exception("The scheduler could not run %s", command)
    finally:
        os.close(lock)


def is_due(check: str) -> bool:
    try:
        return bool(import_string(check)())
    except DatabaseError as error:
        logger.warning("%s: the database said %s", check, type(error).__name__)
    except Exception:
        logger.exception("%s failed", check)
    return False


def log(line: str) -> None:
    logger.info(line.rstrip())


def take_lock(command: str) -> int | None:
    """A file descriptor that holds the command's lock until it is closed. None if it is taken.

    The lock ends with the process that holds it.
    """
    name = f"innovate-to-grow-{os.getuid()}-scheduler-{command.split()[0]}"
    path = Path(tempfile.gettempdir()) / name
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
