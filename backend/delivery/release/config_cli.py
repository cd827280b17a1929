"""``config check``: whether everything that a release needs is set."""

import argparse

from delivery.release import preflight
from delivery.release.cli import settings
from delivery.tools.console import Nouns


def add(nouns: Nouns) -> None:
    verbs = nouns.add_parser("config", help="what a release needs to be set").add_subparsers(
        required=True, metavar="VERB"
    )
    words = verbs.add_parser("check", help="name all that is missing, malformed or not allowed")
    words.set_defaults(call=check)


def check(arguments: argparse.Namespace) -> None:
    preflight.release(settings())
    print("Everything that a release needs is set.")
