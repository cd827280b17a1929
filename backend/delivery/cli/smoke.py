"""``smoke``: questions asked of a live backend."""

import argparse

from delivery import smoke
from delivery.cli.words import Nouns


def add(nouns: Nouns) -> None:
    verbs = nouns.add_parser("smoke", help="questions asked of a live backend").add_subparsers(
        required=True, metavar="VERB"
    )
    words = verbs.add_parser("check", help="health, version, CORS, a page, a static file")
    words.add_argument("url", metavar="URL")
    words.add_argument("--version", required=True, metavar="COMMIT")
    words.add_argument("--origin", required=True, help="the site's, which may read the API")
    words.add_argument("--within", type=float, default=smoke.WITHIN_SECONDS, metavar="SECONDS")
    words.set_defaults(call=check)


def check(arguments: argparse.Namespace) -> None:
    url, origin = arguments.url.rstrip("/"), arguments.origin.rstrip("/")
    for question in smoke.check(url, arguments.version, origin, arguments.within):
        print(f"{question}: well")
