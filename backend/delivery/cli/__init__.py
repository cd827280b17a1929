"""Words into one call each. The only package that prints or exits; one module for each noun.

Data goes to stdout, prose to stderr. Exit codes: 0 done, 1 expected failure with a remedy, 2 usage.
"""

import argparse
import sys
from collections.abc import Sequence

from delivery.cli import (
    config_check,
    image,
    keeper,
    package,
    preview,
    release,
    run,
    site,
    smoke,
    stack,
    task_definition,
)
from delivery.errors import DeliveryError

DONE, FAILED, INTERRUPTED = 0, 1, 130
NOUNS = (
    config_check,
    image,
    keeper,
    package,
    preview,
    release,
    run,
    site,
    smoke,
    stack,
    task_definition,
)


def main(words: Sequence[str]) -> int:
    arguments = parser().parse_args(words)
    try:
        return arguments.call(arguments) or DONE
    except DeliveryError as error:
        if arguments.verbose:
            raise
        print(f"{error.message}\n{error.remedy}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("Interrupted. Every command is safe to run again.", file=sys.stderr)
        return INTERRUPTED


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(
        prog="python -m delivery", description="Delivers the backend and the site."
    )
    root.add_argument("--verbose", action="store_true", help="show where an error came from")
    nouns = root.add_subparsers(required=True, metavar="COMMAND")
    for noun in NOUNS:
        noun.add(nouns)
    return root
