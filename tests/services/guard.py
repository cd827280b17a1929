"""Clears up behind a server, however the test run ends.

Runs as a child of the tests, reading process ids from its input. The input ends when the tests
close it or die, even by SIGKILL: then every named process and its children are ended, and the
directory given on the command line is removed. Linux's parent-death signal would not do: macOS
has none, and it is sent when the *thread* that started the server ends (prctl(2)).
"""

import contextlib
import shutil
import signal
import sys
import time
from pathlib import Path

import psutil


def family(eldest: psutil.Process) -> list[psutil.Process]:
    """The process and all its descendants, the eldest first; empty when it is gone.

    A process group would not do: PostgreSQL gives every backend a group of its own. If a descendant
    has started a server, that server's guard is left out. It ends by itself, after it has removed
    the server's directory.
    """
    try:
        return [eldest, *(it for it in eldest.children(recursive=True) if not is_guard(it))]
    except psutil.NoSuchProcess:
        return []


def is_guard(process: psutil.Process) -> bool:
    try:
        return __file__ in process.cmdline()
    except psutil.Error:
        return False


def send(processes: list[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def alive(process: psutil.Process) -> bool:
    """Whether it still runs. One that has ended counts as gone before its parent takes notice.

    `psutil.wait_procs` would wait for the parent, which for an orphan in a container may be never.
    """
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def survivors(processes: list[psutil.Process], patience: float) -> list[psutil.Process]:
    """Those that still run after `patience` seconds; returns as soon as there are none."""
    deadline = time.monotonic() + patience
    while (running := [it for it in processes if alive(it)]) and time.monotonic() < deadline:
        time.sleep(0.01)
    return running


def end(eldest: psutil.Process, farewell: signal.Signals, patience: float = 3) -> None:
    """Ask the process to end with `farewell`, then kill what is left of its family.

    SIGKILL asks nobody, so it goes to the whole family at once. Asking first lets them give back
    what outlives a process, such as shared memory. The children are waited for as well: those of
    initdb end by themselves, after it, when their input does.
    """
    processes = family(eldest)
    send(processes, signal.SIGCONT)
    send(processes if farewell == signal.SIGKILL else processes[:1], farewell)
    survivors(processes, patience)
    processes += family(eldest)
    send(processes, signal.SIGKILL)
    survivors(processes, patience)


def main(directory: str, farewell: str) -> None:
    watched = []
    for line in sys.stdin:
        with contextlib.suppress(psutil.NoSuchProcess):
            watched.append(psutil.Process(int(line)))
    for eldest in watched:
        end(eldest, signal.Signals(int(farewell)))
    remove(Path(directory))


def remove(directory: Path, patience: float = 10) -> None:
    """Remove it and all in it, again while something that was being born still writes there."""
    deadline = time.monotonic() + patience
    while directory.exists() and time.monotonic() < deadline:
        shutil.rmtree(directory, ignore_errors=True)
        time.sleep(0.01)


if __name__ == "__main__":
    main(*sys.argv[1:])
