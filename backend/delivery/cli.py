"""Words into one call each. The only package that prints or exits; one module for each noun.

Data goes to stdout, prose to stderr. Exit codes: 0 done, 1 expected failure with a remedy, 2 usage.
"""

import argparse
import sys
from collections.abc import Sequence

from delivery.commit import cli
from delivery.github import cli as github
from delivery.package import cli as package
from delivery.preview import cli as preview
from delivery.provisioner import cli as provisioner
from delivery.release import cli as release
from delivery.release import config_cli, image_cli, task_definition_cli
from delivery.run import cli as run
from delivery.site import cli as site
from delivery.smoke import cli as smoke
from delivery.stack import cli as stack
from delivery.tools.errors import DeliveryError

VERBOSE = "show where an error came from"
DONE, FAILED, INTERRUPTED = 0, 1, 130
NOUNS = (
    cli,
    config_cli,
    github,
    image_cli,
    provisioner,
    package,
    preview,
    release,
    run,
    site,
    smoke,
    stack,
    task_definition_cli,
)


def main(words: Sequence[str]) -> int:
    arguments = parser().parse_args(words)
    try:
        return arguments.call(arguments) or DONE
    except KeyboardInterrupt:
        print("Interrupted. Every command is safe to run again.", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        if arguments.verbose:
            raise
        shown = explained(error)
        print(f"{shown.message}\n{shown.remedy}", file=sys.stderr)
        return FAILED


def explained(error: Exception) -> DeliveryError:
    """The error itself, or what can be said of one that nobody expected."""
    if isinstance(error, DeliveryError):
        return error
    if isinstance(error, OSError) and error.filename:
        return DeliveryError(
            f"{error.filename}: {error.strerror}.", "Correct the path or its rights."
        )
    first = (str(error).splitlines() or [""])[0]
    return DeliveryError(
        f"Unexpected {type(error).__name__}: {first}",
        "This is a fault of delivery. Run it again with --verbose, and report what it says.",
    )


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(
        prog="python -m delivery", description="Delivers the backend and the site."
    )
    root.add_argument("--verbose", action="store_true", help=VERBOSE)
    nouns = root.add_subparsers(required=True, metavar="COMMAND")
    for noun in NOUNS:
        noun.add(nouns)
    for command in leaves(root):
        # Without a default of its own, or it would undo the word before the command.
        command.add_argument(
            "--verbose", action="store_true", default=argparse.SUPPRESS, help=VERBOSE
        )
    return root


def leaves(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """The parsers of all commands: those that have no verbs below them."""
    below = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not below:
        return [parser]
    return [leaf for one in below for verb in one.choices.values() for leaf in leaves(verb)]
