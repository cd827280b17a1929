"""Ctrl-C, SIGTERM and a closed terminal: one exception, and none of it while something is undone.

GitHub cancels a job with SIGINT, then SIGTERM 7.5 s later. Who is told to stop twice must not leave
half of the way back undone.
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from delivery.tools.progress import Say

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class TerminalClosed(KeyboardInterrupt):
    """SIGHUP: nobody sits there any more."""


def exception(number: int) -> KeyboardInterrupt:
    """What a signal raises."""
    return TerminalClosed() if number == signal.SIGHUP else KeyboardInterrupt()


def interrupt(number: int, frame: Any) -> None:
    raise exception(number)


def listen() -> None:
    """Make SIGTERM and SIGHUP raise KeyboardInterrupt too, as Ctrl-C does."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup: a closed terminal is no matter
            signal.signal(number, interrupt)


@contextmanager
def held_back(say: Say, what: str) -> Iterator[list[int]]:
    """Let no signal interrupt the block; each makes ``say`` tell that ``what`` is done first.

    Those that came are in the list that it gives, for a block that was not itself the consequence
    of one.
    """
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield came  # signals reach the main thread only
        return

    def respond(number: int, frame: Any) -> None:
        came.append(number)
        say(f"{what} first; please wait.")

    before = {number: signal.signal(number, respond) for number in SIGNALS}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
