"""What the modules of every noun share."""

import argparse
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Nouns = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Nouns = object


def say(words: str) -> None:
    """Prose for whoever watches; data goes to stdout. Nobody may be left: a terminal was closed."""
    with suppress(OSError):
        print(words, file=sys.stderr, flush=True)
