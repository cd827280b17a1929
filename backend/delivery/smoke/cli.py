"""``smoke``: probes of a live backend."""

import argparse

from delivery.smoke import probes
from delivery.tools.console import Nouns, address, number


def add(nouns: Nouns) -> None:
    verbs = nouns.add_parser("smoke", help="probes of a live backend").add_subparsers(
        required=True, metavar="VERB"
    )
    words = verbs.add_parser("check", help="health, version, CORS, a page, a static file")
    words.add_argument("url", type=address, metavar="URL")
    words.add_argument("--version", required=True, metavar="COMMIT")
    words.add_argument(
        "--origin", type=address, required=True, help="the site's, which may read the API"
    )
    words.add_argument("--within", type=number, default=probes.WITHIN_SECONDS, metavar="SECONDS")
    words.set_defaults(call=check)


def check(arguments: argparse.Namespace) -> None:
    asked = (arguments.url, arguments.version, arguments.origin, arguments.within)
    for name in probes.check(*asked):
        print(f"{name}: passed")
