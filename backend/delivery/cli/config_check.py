"""``config check``: whether everything that a release needs is set."""

import argparse

from delivery import release_preflight
from delivery.cli.release import settings
from delivery.cli.words import Nouns


def add(nouns: Nouns) -> None:
    verbs = nouns.add_parser("config", help="what a release needs to be set").add_subparsers(
        required=True, metavar="VERB"
    )
    words = verbs.add_parser("check", help="name all that is missing, malformed or not allowed")
    words.set_defaults(call=check)


def check(arguments: argparse.Namespace) -> None:
    release_preflight.release(settings())
    print("Everything that a release needs is set.")
