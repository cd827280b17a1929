"""The folder that builds work in: one at a time, in a new one each, results moved out whole."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say
from delivery.tools.waiting import Deadline

LOCK_SECONDS: Final = 900


@contextmanager
def one_at_a_time(folder: Path, say: Say) -> Iterator[None]:
    """Hold the folder's lock, which ends with this process at the latest."""
    folder.mkdir(parents=True, exist_ok=True)
    deadline = Deadline(LOCK_SECONDS, 0.25)
    waiting = False
    with (folder / "lock").open("w") as file:
        while not acquire(file.fileno()):
            if not waiting:
                say("Another build is running; waiting for it")
                waiting = True
            if not deadline.pause():
                raise DeliveryError(
                    f"Another build did not end within {LOCK_SECONDS} s.", "Stop that build."
                )
        yield


def acquire(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def fresh(folder: Path) -> Iterator[Path]:
    """A new folder of this build's own below ``folder``; those of interrupted builds are removed.

    A new one each time, for what an interrupted build had started may still be writing. Builds may
    run beside each other: each holds its own folder's lock.
    """
    for left in folder.glob("work-*"):
        with suppress(FileNotFoundError), locked(left) as mine:
            if mine:
                shutil.rmtree(left, ignore_errors=True)
    with new(folder) as work:
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


@contextmanager
def new(folder: Path) -> Iterator[Path]:
    """A folder below ``folder``, locked until the end."""
    with ExitStack() as held:
        while True:
            work = Path(tempfile.mkdtemp(prefix="work-", dir=folder))
            with suppress(FileNotFoundError):  # another build took it for one that was left
                if held.enter_context(locked(work)) and work.exists():
                    break
        yield work


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Whether this process has the folder's lock now. Raises FileNotFoundError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield acquire(descriptor)
    finally:
        os.close(descriptor)


def put(finished: Path, destination: Path) -> None:
    """Move a file to where it belongs at once; from another file system, copied beside it first."""
    beside = destination.with_name(f".{destination.name}.{os.getpid()}")
    try:
        shutil.move(finished, beside)
        beside.replace(destination)
    finally:
        beside.unlink(missing_ok=True)
