"""``package``: the zip that Lambda runs."""

import argparse
import time

from rich.console import Console

from delivery.package import build as package
from delivery.package import report
from delivery.tools.console import Nouns, output, say


def add(nouns: Nouns) -> None:
    words = nouns.add_parser("package", help="build the zip that Lambda runs")
    words.add_argument("--output", type=output, default=package.OUTPUT, metavar="ZIP")
    words.add_argument("--json", action="store_true", help="report as JSON")
    words.set_defaults(call=build)


def build(arguments: argparse.Namespace) -> None:
    started = time.monotonic()
    package.build(arguments.output, say)
    say(f"Built in {time.monotonic() - started:.0f} s")
    contents = report.report_on(arguments.output)
    if arguments.json:
        print(report.as_json(contents))
    else:
        report.show(contents, Console())
