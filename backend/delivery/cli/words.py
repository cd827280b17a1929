"""What the modules of every noun share."""

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Nouns = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Nouns = object


def say(words: str) -> None:
    """Prose for whoever watches; data goes to stdout."""
    print(words, file=sys.stderr, flush=True)
