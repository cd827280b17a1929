"""Runs what is due where a server runs, outside every visitor's request.

Each of the server's processes has a thread that wakes once a minute. One of them at a time holds
this machine's lock, asks the database what is due, and runs each such command as a child process:
its work costs CPU that a visitor beside it would wait for, and a child can be ended when its time
is over. ``settings.SCHEDULE`` lists the commands. Where several machines do this, each command
claims what it works on. A Lambda function has no scheduler.
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

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.module_loading import import_string

from operations import command as operator_command

logger = logging.getLogger(__name__)

EVERY_SECONDS: Final = 60.0
RUN_SECONDS: Final = 300.0

Run = Callable[..., Any]


def start() -> None:
    Thread(target=run_forever, name="scheduler", daemon=True).start()


def run_forever(sleep: Callable[[float], object] = time.sleep) -> None:
    while True:
        sleep(EVERY_SECONDS * random.uniform(0.9, 1.1))  # noqa: S311 (to spread the processes)
        try:
            tick()
        except Exception:  # the next minute may be better
            logger.exception("The scheduler failed")


def tick(run: Run = operator_command.run) -> None:
    with elected() as ours:
        for command in commands_due() if ours else ():
            try:
                run(command.split(), log, RUN_SECONDS)
            except Exception:  # what comes after it is not to blame
                logger.exception("The scheduler could not run %s", command)


def commands_due() -> list[str]:
    try:
        return [command for command, check in settings.SCHEDULE.items() if is_due(check)]
    finally:
        connection.close()  # this thread needs it once a minute


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


@contextmanager
def elected() -> Iterator[bool]:
    """Whether this process is the one to look; the lock ends with the process that holds it."""
    path = Path(tempfile.gettempdir()) / f"innovate-to-grow-{os.getuid()}-scheduler"
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
