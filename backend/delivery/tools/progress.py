"""Progress messages: the name of each step, and how long it took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from delivery.tools import workflow_commands

Say = Callable[[str], None]
EVERY_SECONDS: Final = 15.0


class Wait:
    """Says what is waited for: whenever that changes, and every EVERY_SECONDS."""

    def __init__(self, say: Say) -> None:
        self.say, self.what = say, ""
        self.started = self.said_at = time.monotonic()

    def on(self, what: str) -> None:
        now = time.monotonic()
        if what != self.what or now - self.said_at >= EVERY_SECONDS:
            self.say(f"      {what} ({now - self.started:.0f} s)")
            self.what, self.said_at = what, now


@contextmanager
def step(say: Say, name: str) -> Iterator[None]:
    """Say the step's name and, when it is done, its time. A failing step is left to its error.

    In a workflow's log it is a group.
    """
    started = time.monotonic()
    with workflow_commands.group(name, say):
        yield
    say(f"{name}: done ({time.monotonic() - started:.1f} s)")
