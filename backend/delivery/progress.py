"""What a sequence says while it goes: each step by its name, and how long it took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Say = Callable[[str], None]


@contextmanager
def step(say: Say, name: str) -> Iterator[None]:
    """Say the step's name and, when it is done, its time. A failing step is left to its error."""
    say(name)
    started = time.monotonic()
    yield
    say(f"{name}: done ({time.monotonic() - started:.1f} s)")
