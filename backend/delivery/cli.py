"""Words into one call each. The only module that prints or exits.

Data goes to stdout, prose to stderr. Exit codes: 0 done, 1 expected failure with a remedy, 2 usage.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from delivery import package, report
from delivery.errors import DeliveryError

DONE, FAILED, INTERRUPTED = 0, 1, 130


def main(words: Sequence[str]) -> int:
    arguments = parser().parse_args(words)
    try:
        arguments.call(arguments)
    except DeliveryError as error:
        if arguments.verbose:
            raise
        print(f"{error.message}\n{error.remedy}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("Interrupted; nothing half done was left.", file=sys.stderr)
        return INTERRUPTED
    return DONE


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="python -m delivery", description="Delivers the backend.")
    root.add_argument("--verbose", action="store_true", help="show where an error came from")
    nouns = root.add_subparsers(required=True, metavar="COMMAND")
    packages = nouns.add_parser("package", help="build the zip that Lambda runs")
    packages.add_argument("--output", type=Path, default=package.OUTPUT, metavar="ZIP")
    packages.add_argument("--json", action="store_true", help="report as JSON")
    packages.set_defaults(call=build_package)
    return root


def build_package(arguments: argparse.Namespace) -> None:
    started = time.monotonic()
    package.build(arguments.output.absolute(), say)
    say(f"Built in {time.monotonic() - started:.0f} s")
    contents = report.report_on(arguments.output)
    if arguments.json:
        print(report.as_json(contents))
    else:
        report.show(contents, Console())


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
